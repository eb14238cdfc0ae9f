package io.edgesync.sync.clone;

import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The rounds of a clone: who asks, as whom, and within which limits. {@code random} is used by one thread at a time. */
record CloneRounds(CloneRequest request, SessionLimits limits, SyncClock clock, RandomGenerator random) {

  /** @param features of the greeting */
  void ask(Transport transport, @Nullable ProjectCode project, List<Card> what, CardSink reply, String... features)
      throws TransportException, InterruptedException {
    List<Card> cards = new ArrayList<>();
    cards.add(new PragmaCard("client-version", List.of("22100", "20230226", "192424")));
    cards.add(PeerHello.of(request.selfNode(), limits.artifactBytesMax(), features).card());
    cards.addAll(what);
    cards.add(new CommentCard(" " + HexFormat.of().withUpperCase().formatHex(noise(20))));
    LoginSigner signer = project == null ? null : request.login();
    transport.exchange(new Round(new RoundId(HexFormat.of().formatHex(noise(12))), project,
        signer == null ? Principal.NOBODY : new Principal.FossilLogin(signer),
        Deadline.after(limits.roundPatience(), clock.nanoTime()), Trace.NONE,
        limits.replyBytesMax() + limits.artifactBytesMax() + (1 << 20)), CardSource.of(cards), reply);
  }

  private byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    synchronized (random) {
      random.nextBytes(noise);
    }
    return noise;
  }
}

package io.edgesync.sync.clone;

import io.edgesync.sync.FossilVersion;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.session.Rounds;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The rounds of a clone: who asks, as whom, and within which limits. Several threads may ask at once. */
record CloneRounds(CloneRequest request, SessionLimits limits, SyncClock clock, RandomGenerator random) {

  /** @param features of the greeting */
  void ask(Transport transport, @Nullable ProjectCode project, List<Card> what, CardSink reply, String... features)
      throws TransportException, InterruptedException {
    List<Card> cards = new ArrayList<>();
    cards.add(FossilVersion.CLIENT);
    cards.add(PeerHello.of(request.selfNode(), limits.artifactBytesMax(), features).card());
    cards.addAll(what);
    Round round;
    synchronized (random) {
      cards.add(Rounds.lastLine(random));
      round = Rounds.next(project, project == null ? null : request.login(), limits, clock, random);
    }
    transport.exchange(round, CardSource.of(cards), reply);
  }
}

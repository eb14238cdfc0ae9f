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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The rounds of a clone: who asks, as whom, and within which limits. Several threads may ask at once. */
record CloneRounds(CloneRequest request, SessionLimits limits, SyncClock clock, RandomGenerator random) {

  private static final Duration RETRY_MIN = Duration.ofMillis(100);
  private static final Duration RETRY_MAX = Duration.ofSeconds(5);
  /** How often in a row a peer may put off. */
  private static final int REFUSALS_MAX = 10;

  /** Waits as long as one wants who is busy, within reason. */
  static void await(TransportException.Refused busy) throws InterruptedException {
    Duration wanted = busy.retryAfter().compareTo(RETRY_MAX) < 0 ? busy.retryAfter() : RETRY_MAX;
    TimeUnit.NANOSECONDS.sleep(Math.max(wanted.toNanos(), RETRY_MIN.toNanos()));
  }

  /** As {@link #ask}, again where the peer is busy: that is no answer. */
  void askPatiently(Transport transport, ProjectCode project, List<Card> what, CardSink reply, String... features)
      throws TransportException, InterruptedException {
    for (int refusals = 1;; refusals++) {
      try {
        ask(transport, project, what, reply, features);
        return;
      } catch (TransportException.Refused busy) {
        if (busy.retryAfter().isZero() || refusals == REFUSALS_MAX) {
          throw busy;
        }
        await(busy);
      }
    }
  }

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

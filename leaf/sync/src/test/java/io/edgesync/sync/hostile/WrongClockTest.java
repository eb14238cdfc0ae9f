package io.edgesync.sync.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.memory.LoopTransport;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.testing.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A clock that is a year off, on either side: sync goes by names, and waits by clocks that only run forward. */
class WrongClockTest {

  private record Off(Duration by) implements SyncClock {

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Instant now() {
      return Instant.now().plus(by);
    }
  }

  @Test
  void bothSidesEndEqualWhicheverClockIsAYearOff() throws Exception {
    for (Duration by : List.of(Duration.ofDays(365), Duration.ofDays(-365))) {
      for (boolean isOurs : List.of(true, false)) {
        Peer here = Peer.named(1).holding(20, 1);
        Peer there = Peer.named(2).holding(20, 2);
        var answerer = new Answerer(there.store, there.authorizer(), there.answerLimits, null,
            isOurs ? SyncClock.SYSTEM : new Off(by), there.listener);

        SyncOutcome outcome = new SyncSession(here.store, LoopTransport.to("loop", answerer, there.budget),
            SyncRequest.of(Direction.SYNC, Peer.ALICE), here.limits, isOurs ? new Off(by) : SyncClock.SYSTEM,
            new Random(1),
            SyncListener.SILENT).run();

        assertThat(outcome.isSuccess()).as(outcome.summary()).isTrue();
        assertThat(here.names()).hasSize(40).isEqualTo(there.names());
      }
    }
  }
}

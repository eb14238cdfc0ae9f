package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(50);

  private final Turns<String> turns = new Turns<>(4, 1);

  @Test
  void oneRepositoryLeavesPlacesToOthers() throws Exception {
    try (var first = turns.take("slow", SHORT); var second = turns.take("slow", SHORT)) {
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      assertThat(turns.take("slow", SHORT)).isNull();

      try (var other = turns.take("other", SHORT)) {
        assertThat(other).isNotNull();
      }
    }
  }

  @Test
  void whatIsGivenBackIsTakenByWhoWaits() throws Exception {
    var first = Objects.requireNonNull(turns.take("one", SHORT));
    try (var _ = turns.take("one", SHORT)) {
      Thread ends = Thread.ofVirtual().start(first::close);

      try (var third = turns.take("one", LONG)) {
        assertThat(third).isNotNull();
      }
      ends.join();
    }
  }

  @Test
  void whoComesWhereEnoughWaitIsSentAwayAtOnce() throws Exception {
    try (var _ = turns.take("slow", SHORT); var _ = turns.take("slow", SHORT)) {
      Thread waiting = Thread.ofVirtual().start(() -> {
        try {
          turns.take("slow", Duration.ofDays(1));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
      while (waiting.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }

      // By the time limit of this test: nobody waits a day.
      assertThat(turns.take("slow", Duration.ofDays(1))).isNull();
      waiting.interrupt();
      waiting.join();
    }
  }

  @Test
  void placesAreSharedByAllRepositories() throws Exception {
    try (var _ = turns.take("a", SHORT);
        var _ = turns.take("a", SHORT);
        var _ = turns.take("b", SHORT);
        var _ = turns.take("b", SHORT)) {
      assertThat(turns.take("c", SHORT)).isNull();
    }
    try (var free = turns.take("c", SHORT)) {
      assertThat(free).isNotNull();
    }
  }
}

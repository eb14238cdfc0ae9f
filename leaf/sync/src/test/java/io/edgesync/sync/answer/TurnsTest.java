package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(50);

  private final Set<String> locked = ConcurrentHashMap.newKeySet();
  private final Turns<String> turns = new Turns<>(4, 1, locked::contains);

  private interface Places extends AutoCloseable {
    @Override
    void close();
  }

  /** All four, half of them for {@code a} and half for {@code b}. */
  private Places allPlaces() throws InterruptedException {
    List<Turns<String>.Turn> all = new ArrayList<>();
    for (String repository : List.of("a", "a", "b", "b")) {
      all.add(Objects.requireNonNull(turns.take(repository, SHORT)));
    }
    return () -> all.forEach(Turns.Turn::close);
  }

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
  void lockedRepositoriesTogetherLeaveHalfOfThePlacesToOthers() throws Exception {
    try (var _ = allPlaces()) {
      locked.addAll(Set.of("a", "b", "c"));

      try (var one = turns.take("d", SHORT); var two = turns.take("e", SHORT)) {
        assertThat(one).isNotNull();
        assertThat(two).isNotNull();
        assertThat(turns.take("f", SHORT)).isNull();
      }
      // By the time limit of this test: nobody waits a day.
      assertThat(turns.take("c", Duration.ofDays(1))).isNull();
    }
    try (var probe = turns.take("c", SHORT)) {
      assertThat(probe).isNotNull();
    }
  }

  @Test
  void whoWaitsIsLetInWhenThoseInsideAreFoundLocked() throws Exception {
    try (var _ = allPlaces()) {
      Thread sees = Thread.ofVirtual().unstarted(() -> locked.addAll(Set.of("a", "b")));
      sees.start();

      try (var other = turns.take("c", LONG)) {
        assertThat(other).isNotNull();
      }
      sees.join();
    }
  }

  @Test
  void placesAreSharedByAllRepositories() throws Exception {
    try (var _ = allPlaces()) {
      assertThat(turns.take("c", SHORT)).isNull();
    }
    try (var free = turns.take("c", SHORT)) {
      assertThat(free).isNotNull();
    }
  }

  @Test
  void thousandsThatWaitCostEachOtherNothing() throws Exception {
    AtomicInteger served = new AtomicInteger();
    List<Thread> waiting = new ArrayList<>();
    try (var _ = allPlaces()) {
      for (int i = 0; i < 5000; i++) {
        String repository = "waiting-" + i;
        waiting.add(Thread.ofVirtual().start(() -> {
          try (var turn = turns.take(repository, Duration.ofDays(1))) {
            served.addAndGet(turn == null ? 0 : 1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }));
      }
    }
    // By the time limit of this test.
    for (Thread thread : waiting) {
      thread.join();
    }

    assertThat(served).hasValue(5000);
  }
}

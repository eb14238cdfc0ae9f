package io.edgesync.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassingTest {

  private static final long MILLI = 1_000_000;

  private final List<Duration> told = new ArrayList<>();
  private long now;
  private final Passing passing = new Passing(() -> now, told::add);

  private void pass(int times, int bytes, long pauseMillis, long afterMillis) {
    for (int i = 0; i < times; i++) {
      passing.passes(bytes, 0);
      passing.passes(0, pauseMillis * MILLI);
      now += afterMillis * MILLI;
    }
  }

  @Test
  void whatComesIsToldOnceASecond() {
    pass(100, 8 << 10, 0, 100);

    assertThat(told).hasSizeBetween(9, 10);
  }

  @Test
  void whatANarrowLinkCarriesIsNotTheFaultOfTheNodeForSomeMinutes() {
    pass(60, 16_000, 0, 1000);
    assertThat(told.getLast()).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));

    pass(600, 16_000, 0, 1000);
    assertThat(told.getLast()).isEqualTo(Duration.ofMinutes(4));
  }

  @Test
  void aTrickleEarnsLittle() {
    pass(60, 1200, 0, 1000);

    assertThat(told.getLast()).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aTrickleIsNoProgress() {
    pass(100, 1, 0, 1000);

    assertThat(told).isEmpty();
  }

  @Test
  void aTrickleThatOurThrottleWouldLetPassFasterIsNoProgressEither() {
    pass(100, 1, 900, 1000);

    assertThat(told).isEmpty();
  }

  @Test
  void whatWeHoldUpIsProgressAndTheTimeIsTold() {
    pass(10, 256, 2000, 2000);

    assertThat(told).hasSize(9);
    assertThat(told.getLast()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(20));
  }
}

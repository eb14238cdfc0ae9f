package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WarningPaceTest {

  @Test
  void letsOneThroughInTenSeconds() {
    var pace = new WarningPace();
    long now = System.nanoTime();

    assertThat(pace.lets(now)).isTrue();
    assertThat(pace.lets(now)).isFalse();
    assertThat(pace.lets(now + Duration.ofSeconds(9).toNanos())).isFalse();
    assertThat(pace.lets(now + Duration.ofSeconds(11).toNanos())).isTrue();
    assertThat(pace.lets(now + Duration.ofSeconds(12).toNanos())).isFalse();
  }

  @Test
  void tellsHowManyItDidNotLetThrough() {
    var pace = new WarningPace();
    long now = System.nanoTime();

    pace.lets(now);
    assertThat(pace.suppressed()).isZero();
    pace.lets(now);
    pace.lets(now);
    assertThat(pace.suppressed()).isEqualTo(2);
    assertThat(pace.suppressed()).isZero();
  }
}

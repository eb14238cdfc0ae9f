package io.edgesync.agent.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PartsInTest {

  private static final ExchangeTimes PATIENT = new ExchangeTimes(Duration.ofHours(1), Duration.ZERO,
      Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

  @Test
  void aSenderThatTricklesIsGivenUpThoughItGivesSignsOfLife() throws Exception {
    PartsIn in = new PartsIn(_ -> {}, PATIENT);
    in.offer(new Part.Data(0, false, new byte[]{7}));
    assertThat(in.read()).isEqualTo(7);
    in.alive();

    assertThatThrownBy(in::read).isInstanceOf(PartsIn.BrokenException.class).hasMessageContaining("too slow");
  }

  @Test
  void whatIsThereIsReadHoweverLongItTook() throws Exception {
    PartsIn in = new PartsIn(_ -> {}, PATIENT);
    in.offer(new Part.Data(0, false, new byte[]{1}));
    in.offer(new Part.Data(1, true, new byte[]{2}));

    assertThat(in.readAllBytes()).containsExactly(1, 2);
    assertThat(in.isComplete()).isTrue();
  }
}

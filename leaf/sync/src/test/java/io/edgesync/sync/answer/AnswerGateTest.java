package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerGateTest {

  private static final AnswerGate.Limits LIMITS = new AnswerGate.Limits(4, 2, Duration.ofSeconds(1),
      Duration.ofMinutes(1));

  private final AnswerGate gate = new AnswerGate(LIMITS);

  @Test
  void soManyAreInsideAndSoManyOfOneAsker() {
    assertThat(gate.enter("a", 0)).isEmpty();
    assertThat(gate.enter("a", 0)).isEmpty();
    assertThat(gate.enter("a", 0)).isPresent();
    assertThat(gate.enter("b", 0)).isEmpty();
    assertThat(gate.enter("c", 0)).isEmpty();
    assertThat(gate.enter("d", 0)).isPresent();

    gate.leave("a", 1000);

    assertThat(gate.enter("d", 0)).isEmpty();
    assertThat(gate.rounds()).isEqualTo(4);
  }

  @Test
  void aCrowdIsToldToComeOneAfterTheOtherAtThePaceOfTheAnswers() {
    for (int i = 0; i < 100; i++) {
      gate.enter("x" + i, 0);
      gate.leave("x" + i, Duration.ofMillis(40).toNanos());
    }
    for (int i = 0; i < 4; i++) {
      gate.enter("in" + i, 0);
    }
    List<Duration> later = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      later.add(gate.enter("out" + i, 0).orElseThrow());
    }

    assertThat(later).isSorted();
    assertThat(later.getFirst()).isEqualTo(Duration.ofSeconds(1));
    assertThat(later.getLast()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11));
    assertThat(gate.enter("in0", Duration.ofMinutes(5).toNanos()).orElseThrow()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void nobodyIsSentAwayForLongerThanTheLongest() {
    for (int i = 0; i < 4; i++) {
      gate.enter("in" + i, 0);
    }
    for (int i = 0; i < 100_000; i++) {
      assertThat(gate.enter("out", 0).orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }
  }
}

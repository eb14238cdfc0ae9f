package io.edgesync.mesh.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplyGrantsTest {
  private final ReplyGrants grants = new ReplyGrants(new ResponseOptions(1, Duration.ofMinutes(2)));

  @Test
  void longRepliesPushTheOldestOut() {
    for (int i = 0; i < 1000; i++) {
      grants.grant(i + ".".repeat(4000), 1);
    }

    assertThat(grants.use(0 + ".".repeat(4000), 2)).isFalse();
    assertThat(grants.use(999 + ".".repeat(4000), 2)).isTrue();
  }

  @Test
  void thoseThatAreUsedUpMakeRoomFirst() {
    grants.grant("kept", 1);
    for (int i = 0; i < 5000; i++) {
      grants.grant("r." + i, 1);
      assertThat(grants.use("r." + i, 1)).isTrue();
    }

    assertThat(grants.use("kept", 1)).isTrue();
    assertThat(grants.use("r.4999", 1)).isFalse();
  }

  @Test
  void anAnswerMayComeUntilTheTimeIsOver() {
    grants.grant("in time", 1);
    grants.grant("late", 1);
    long expires = Duration.ofMinutes(2).toNanos();

    assertThat(grants.use("in time", 1 + expires)).isTrue();
    assertThat(grants.use("late", 2 + expires)).isFalse();
  }
}

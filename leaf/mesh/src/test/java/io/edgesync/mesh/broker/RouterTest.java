package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouterTest {
  private static final int LONG = 20_000;

  private final Router router = new Router("$LDS.here");

  @Test
  void longSubjectsTakeNoMoreRoomThanShortOnes() {
    for (int i = 0; i < 1000; i++) {
      assertThat(router.match(i + "x".repeat(LONG)).isEmpty()).isTrue();
      assertThat(router.status().cached() * LONG).isLessThanOrEqualTo(1 << 20);
    }
    router.forgetMatches();
    for (int i = 0; i < 4000; i++) {
      router.match("s." + i);
    }

    assertThat(router.status().cached()).isEqualTo(4000);
  }
}

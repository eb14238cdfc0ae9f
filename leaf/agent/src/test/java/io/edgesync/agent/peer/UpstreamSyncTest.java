package io.edgesync.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UpstreamSyncTest {

  @Test
  void pausesAfterFailuresGrowAndDiffer() {
    Duration every = Duration.ofSeconds(10);
    assertThat(UpstreamSync.pause(every, 0, 0.5)).isEqualTo(every);
    assertThat(UpstreamSync.pause(every, 1, 1)).isEqualTo(Duration.ofSeconds(20));
    assertThat(UpstreamSync.pause(every, 3, 0)).isEqualTo(Duration.ofSeconds(40));
    assertThat(UpstreamSync.pause(every, 10, 1)).isEqualTo(Duration.ofHours(1));
    assertThat(UpstreamSync.pause(Duration.ofHours(2), 10, 1)).isEqualTo(Duration.ofHours(2));
  }
}

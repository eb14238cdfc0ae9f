package io.edgesync.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Instant now = Instant.EPOCH;

  private Terminal terminal(boolean isWatched) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Terminal(stream, stream, new BufferedReader(new StringReader("")), Map.of(), Path.of(""), isWatched);
  }

  private void work(Progress progress) {
    for (int second = 0; second <= 7; second++) {
      now = Instant.EPOCH.plusSeconds(second);
      progress.at("artifacts", second, 10);
    }
    progress.done();
  }

  @Test
  void aLogGetsALineEveryFewSeconds() {
    try (Progress progress = Progress.on(terminal(false), () -> now)) {
      work(progress);
    }

    assertThat(err.toString(StandardCharsets.UTF_8).lines()).containsExactly("artifacts: 3 of 10 (30 %)",
        "artifacts: 6 of 10 (60 %)");
  }

  @Test
  void aPersonGetsABar() {
    try (Progress progress = Progress.on(terminal(true), () -> now)) {
      work(progress);
    }

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("artifacts", "%").doesNotContain("of 10");
  }

  @Test
  void quietIsSilent() {
    for (boolean isWatched : new boolean[]{false, true}) {
      try (Progress progress = Progress.silent(terminal(isWatched))) {
        work(progress);
      }
    }

    assertThat(err.size()).isZero();
  }
}

package io.edgesync.ops.goedgesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.cli.console.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only with the Go programs at hand it can do more: a scripted peer and captures stand for them in the tests of leaf/agent. */
class CheckGoTest {

  @TempDir
  private Path directory = Path.of("");

  @Test
  void withoutTheGoProgramsItSaysWhatItNeeds() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int code = CheckGoMain.run(terminal(err, Map.of("PATH", System.getenv("PATH"))));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("check-go: GO_EDGESYNC_DIR: ").contains("go-leaf")
        .hasLineCount(1);
  }

  @Test
  void itsHelpHasExamples() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    assertThat(CheckGoMain.run(terminal(err, Map.of()), "--help")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("ops/check-go --only hub");
  }

  private Terminal terminal(ByteArrayOutputStream both, Map<String, String> environment) {
    PrintStream stream = new PrintStream(both, true, StandardCharsets.UTF_8);
    return new Terminal(stream, stream, new BufferedReader(new StringReader("")), environment, directory, false);
  }
}

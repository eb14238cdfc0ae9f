package io.edgesync.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.broker.NodeModules;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program with a broker in it, and a script that listens to that through a WebSocket. */
class WebsocketExampleTest {

  @Test
  @Timeout(180)
  void aScriptHearsWhatIsTyped() throws Exception {
    Path scripts = NodeModules.installed(Path.of("websocket"), Path.of("target/websocket"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var typed = new PipedInputStream();
        var printing = new PipedOutputStream();
        var printed = new BufferedReader(new InputStreamReader(new PipedInputStream(printing), StandardCharsets.UTF_8));
        var out = new PrintStream(printing, true, StandardCharsets.UTF_8)) {
      Future<?> program;
      try (var typing = new PipedOutputStream(typed)) {
        program = threads.submit(() -> {
          BrokerForBrowsers.run(0, typed, out);
          return null;
        });
        listen(scripts, printed.readLine(), typing);
      }
      program.get(30, TimeUnit.SECONDS);
    }
  }

  private static void listen(Path scripts, String url, OutputStream typing) throws Exception {
    Process script = new ProcessBuilder(NodeModules.node(), scripts.resolve("listen.js").toString(), url, "lines", "2")
        .redirectErrorStream(true).redirectInput(new File("/dev/null")).start();
    try (BufferedReader heard = script.inputReader()) {
      assertThat(heard.readLine()).startsWith("listening at 20");
      typing.write("good morning\nand good night\n".getBytes(StandardCharsets.UTF_8));
      typing.flush();
      assertThat(heard.lines()).containsExactly("lines: good morning", "lines: and good night");
      assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(script.exitValue()).isZero();
    } finally {
      script.destroyForcibly();
    }
  }
}

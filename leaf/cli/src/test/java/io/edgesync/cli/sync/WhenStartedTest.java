package io.edgesync.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.cli.console.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WhenStartedTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final WhenStarted<String> daemon = new WhenStarted<>(
      new Terminal(System.out, new PrintStream(err, true, StandardCharsets.UTF_8),
          new BufferedReader(new StringReader("")), Map.of(), Path.of(""), false));

  @Test
  void whatIsAskedForBeforeTheStartIsDoneAfterIt() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    CountDownLatch over = daemon.ask("not done", asked::add);
    assertThat(asked).isEmpty();

    daemon.complete("daemon");
    over.await();

    assertThat(asked).containsExactly("daemon");
  }

  @Test
  void whatCannotBeDoneIsSaid() throws Exception {
    daemon.complete("daemon");

    daemon.ask("sessions not begun", what -> {
      throw new IllegalStateException(what + " is closed");
    }).await();

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("sessions not begun: ", "daemon is closed");
  }
}

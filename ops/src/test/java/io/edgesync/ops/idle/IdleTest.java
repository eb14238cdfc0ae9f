package io.edgesync.ops.idle;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import io.edgesync.cli.console.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class IdleTest {

  @Test
  void theThreadsOfADaemonDoNotGrowWithItsRepositories(@TempDir Path temp) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")),
        Map.of("PATH", System.getenv("PATH")), temp, false);

    int code = IdleMain.run(terminal, "--repositories", "20", "--seconds", "1", "--settle", "2", "--json");

    assertThat(code).as(out + "\n" + err).isZero();
    JsonObject report = JsonParser.object().from(out.toString(StandardCharsets.UTF_8));
    assertThat(report.getObject("many").getInt("repositories")).isEqualTo(20);
    assertThat(report.getObject("many").getLong("rssBytes")).isPositive();
  }
}

package io.edgesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names and arguments as a shell hands them over, bytes that are no text among them: in a process of its own. */
@Timeout(120)
class OddBytesTest {

  @TempDir
  private Path directory = Path.of("");

  /**
   * Runs commands of a shell, in which {@code e ARGUMENTS} is this program.
   *
   * @return exit code, a space, and all that was printed
   */
  private String shell(String script) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    List<String> words = new ArrayList<>(List.of("bash", "-c", "set -e; cd \"$1\"; shift; program=(\"$@\");"
        + " e() { \"${program[@]}\" \"$@\"; }; " + script, "bash", directory.toString(),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-Xshare:auto",
        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("USER", "tester");
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor() + " " + new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
  }

  @Test
  void theWorkingDirectoryMayHaveANameThatIsNoText() throws Exception {
    assertThat(shell(
        """
            d=$(printf 'd\\351'); mkdir "$d"; cd "$d"; echo milk >list
            e new a.fossil >/dev/null; e commit -m one list >/dev/null; e ls; e extract -d out >/dev/null; cat out/list; ls ../$d
            """))
        .isEqualTo("0 list\nmilk\na.fossil\nlist\nout\n");
  }

  @Test
  void aReplacementCharacterThatWasGivenIsOne() throws Exception {
    assertThat(shell("""
        r=$(printf '\\357\\277\\275'); echo milk >"a$r"
        e new a.fossil >/dev/null; e commit -m "x $r" "a$r" >/dev/null; e ls; e timeline -n 1 | grep -c "x $r"
        """))
        .isEqualTo("0 a\ufffd\n1\n");
  }

  @Test
  void bytesThatAreNoTextAreRefusedBesideOneToo() throws Exception {
    assertThat(shell("e new a.fossil >/dev/null; e commit -m \"$(printf '\\357\\277\\275 \\351')\" f"))
        .startsWith("64 edgesync: argument 3 is no text").contains("LC_ALL=C.UTF-8");
  }
}

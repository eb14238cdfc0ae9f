package io.edgesync.repository.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.rebuild.BigRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The history of Fossil itself, artifact by artifact in random order: what the first sync of a large project does. A part of it, in
 * which much of what artifacts name is missing; {@code -Dedgesync.full} takes the whole, as {@code ops/sweep-orders --repo} does.
 */
class BigSweepTest {

  @TempDir
  Path directory;

  @Test
  void aRebuildFindsNothingToChangeInTheHistoryOfFossilThatCameInRandomOrder() throws Exception {
    Path copy = BigRepository.copyInto(directory);
    if (copy == null) {
      return;
    }
    long seed = Long.getLong("seed", 1);
    boolean full = System.getProperty("edgesync.full") != null;

    Path output = directory.resolve("sweep.out");
    List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
        "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "--add-modules", "jdk.incubator.vector",
        "-Djava.io.tmpdir=" + directory, "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        SweepMain.class.getName(), "--repo", copy.toString(), "--seeds", "1", "--first-seed", Long.toString(seed),
        "--every", full ? "1" : "16");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(20, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output);
    System.out.println(said);
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).contains((full ? "89,456" : "6,000") + " artifacts, 1 orders, 0 different");
  }
}

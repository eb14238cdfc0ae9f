package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BigRebuildTest {

  @TempDir
  Path directory;

  @Test
  void rebuildsTheWholeHistoryOfFossilInASmallHeap() throws Exception {
    Path copy = BigRepository.copyInto(directory);
    if (copy == null) {
      return;
    }

    assertThat(rebuildInHeapOf256Megabytes(copy)).contains("artifacts=89456,").contains("structural=18971,");

    Path stock = StockHistory.rebuilt(FossilProcess.in(directory), copy);
    assertThat(RepositoryComparison.compare(copy, stock))
        .allSatisfy(table -> assertThat(table.differences()).isEmpty())
        .filteredOn(table -> table.table().equals("mlink"))
        .singleElement()
        .satisfies(mlink -> assertThat(mlink.rows()).isEqualTo(98_712));
  }

  private String rebuildInHeapOf256Megabytes(Path repository) throws Exception {
    Path output = directory.resolve("rebuild.out");
    List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
        "--enable-native-access=ALL-UNNAMED", "--add-modules", "jdk.incubator.vector", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        RebuildProgram.class.getName(), repository.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output);
    System.out.println(said);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}

package io.edgesync.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.cli.Run;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncOnceVerilyTest {

  @TempDir
  private Path directory = Path.of("");

  @Test
  void whatAStockServerForgotToOfferIsAskedFor() throws Exception {
    FossilProcess fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    fossil.init(directory.resolve("a.fossil"), "tiger");
    fossil.ok(directory, "clone", "a.fossil", "b.fossil");
    Files.writeString(directory.resolve("list.txt"), "milk");
    assertThat(Run.in(directory, "commit", "-R", "a.fossil", "-m", "a list", "list.txt").code()).isZero();
    fossil.ok(directory, "sql", "-R", "a.fossil", "DELETE FROM unclustered");

    try (FossilProcess.Server server = fossil.serve(directory.resolve("a.fossil"))) {
      String url = server.url().toString();
      assertThat(Run.in(directory, "sync", "once", "--pull", "-R", "b.fossil", url).out()).contains("received 0 ");
      assertThat(Run.in(directory, "sync", "once", "--pull", "--verily", "-R", "b.fossil", url).out())
          .contains("received 2 ");
    }
    assertThat(Run.in(directory, "cat", "-R", "b.fossil", "list.txt").out()).isEqualTo("milk");
  }
}

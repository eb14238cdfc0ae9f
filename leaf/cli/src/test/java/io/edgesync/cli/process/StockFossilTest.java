package io.edgesync.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StockFossilTest {

  @TempDir
  private Path directory = Path.of("");
  private Path repository = Path.of("");

  @BeforeEach
  void aRepository() throws Exception {
    repository = directory.resolve("a.fossil");
    fossil().run("init", "-A", Programs.LOGIN, repository.toString());
  }

  private StockFossil fossil() {
    Programs programs = Programs.in(directory);
    return new StockFossil(programs, Objects.requireNonNull(programs.find("FOSSIL", "fossil"),
        "these tests need the fossil program: install it (apt-get install fossil) or name it in FOSSIL"));
  }

  @Test
  void aSoundRepositoryHasNoErrors() throws Exception {
    assertThat(fossil().integrity(repository).errors()).isEmpty();
  }

  @Test
  void aDamagedArtifactIsAnErrorThoughTheExitCodeIsZero() throws Exception {
    fossil().run("sql", "-R", repository.toString(), "UPDATE blob SET uuid='" + "0".repeat(64) + "' WHERE rid=1");

    StockFossil.Integrity said = fossil().integrity(repository);

    assertThat(said.code()).isZero();
    assertThat(said.errors()).anyMatch(error -> error.contains("wrong hash on artifact 1"));
  }

  @Test
  void aProgramThatCannotEvenOpenTheFileSaysSo() throws Exception {
    assertThat(fossil().integrity(directory.resolve("absent.fossil")).errors()).isNotEmpty();
  }
}

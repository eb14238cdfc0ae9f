package io.edgesync.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckMainTest {

  @TempDir
  private Path directory = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path repository = Path.of("");

  @BeforeEach
  void makeRepository() throws InterruptedException {
    Programs programs = Programs.in(directory);
    StockFossil fossil = new StockFossil(programs, Objects.requireNonNull(programs.find("FOSSIL", "fossil")));
    repository = directory.resolve("a.fossil");
    fossil.run("init", "-A", Programs.LOGIN, repository.toString());
  }

  private int check(String... arguments) {
    Terminal terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")), System.getenv(),
        directory, false);
    return CheckMain.run(terminal, arguments);
  }

  private void change(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aSoundRepositoryIsWhatARebuildMakesOfIt() {
    assertThat(check("a.fossil")).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("is equal to its copy after fossil rebuild")
        .contains("0 differences");
  }

  @Test
  void aChangedRowIsShownFromBothSides() throws SQLException {
    change(repository, "UPDATE event SET comment='changed'");

    assertThat(check("a.fossil")).isEqualTo(1);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("event: 1 rows, of which 1 are not in its copy")
        .containsPattern("(?m)^  - .*'changed'").containsPattern("(?m)^  \\+ .*'initial empty check-in'");
  }

  @Test
  void whatCannotHoldIsSaidAlsoWhereARebuildWouldNotMindIt() throws SQLException {
    change(repository, "UPDATE blob SET rcvid=77");

    assertThat(check("--json", "a.fossil")).isEqualTo(1);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"differences\":0")
        .contains("every artifact was received in a transaction that is listed");
  }

  @Test
  void aDamagedArtifactIsFoundByTheStockProgram() throws SQLException {
    change(repository, "UPDATE blob SET uuid='" + "0".repeat(64) + "'");

    assertThat(check("a.fossil")).isEqualTo(1);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("fossil test-integrity: wrong hash on artifact 1");
  }

  @Test
  void twoFilesAreComparedAndNoMoreRowsListedThanWanted() throws Exception {
    Path other = Files.copy(repository, directory.resolve("b.fossil"));
    assertThat(check("a.fossil", "b.fossil")).isZero();
    change(other, "INSERT INTO filename(name) VALUES('x'),('y'),('z')");

    assertThat(check("a.fossil", "b.fossil", "--max", "2")).isEqualTo(1);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("  + 'x'", "  + 'y'", "and 1 more").doesNotContain("'z'");
  }

  @Test
  void whatIsNoRepositoryCannotBeChecked() throws Exception {
    Files.writeString(directory.resolve("no.fossil"), "nothing");

    assertThat(check("no.fossil")).isEqualTo(2);
    assertThat(check("absent.fossil")).isEqualTo(2);
    assertThat(check()).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no.fossil").contains("absent.fossil: no such file");
  }

  @Test
  void whatIsNoFileIsCalledWhatItIs() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start().waitFor()).isZero();

    assertThat(check(".")).isEqualTo(2);
    assertThat(check("pipe")).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains(directory + ": is a directory").contains("pipe: is a ")
        .doesNotContain("no such file");
  }

  @Test
  void messagesNameTheFileThatWasAskedAboutAndNoCopyOfIt() throws Exception {
    change(repository, "DROP TABLE plink");

    assertThat(check("a.fossil")).isNotZero();
    assertThat(check("a.fossil", "a.fossil")).isNotZero();

    assertThat(out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8)).contains("a.fossil")
        .doesNotContain("edgesync-check");
  }
}

package io.edgesync.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import io.edgesync.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in WAL mode, with wrong artifacts, of the repository itself, and a disk that is full. */
class RoughGroundTest {

  @TempDir
  private Path directory = Path.of("");

  @BeforeEach
  void aRepository() throws IOException {
    assertThat(run("new", "a.fossil", "--user", "alice").code()).isZero();
    Files.writeString(directory.resolve("list.txt"), "milk\n");
    assertThat(run("commit", "-R", "a.fossil", "-m", "a list", "list.txt").code()).isZero();
  }

  private Run run(String... arguments) {
    return Run.in(directory, arguments);
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.fossil"));
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  @Test
  void theTablesOfAFileInWalModeAreCompared() throws Exception {
    sql("PRAGMA journal_mode=wal");

    Run run = run("verify", "--tables", "a.fossil");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("what a rebuild makes");
  }

  @Test
  void whatIsWrongIsListedWhereTheTablesCannotBeCompared() throws Exception {
    sql("UPDATE blob SET uuid=printf('%064d', rid) WHERE rid=(SELECT max(fid) FROM mlink)");
    Run plain = run("verify", "a.fossil");

    Run tables = run("verify", "--tables", "a.fossil");
    JsonObject json = JsonParser.object().from(run("verify", "--tables", "--json", "a.fossil").out());

    assertThat(plain.err()).contains("its hash is");
    assertThat(tables.code()).isEqualTo(1);
    assertThat(tables.err())
        .isEqualTo(plain.err() + "edgesync: the tables cannot be compared until what is wrong is mended\n");
    assertThat(json.getArray("wrong")).hasSize(plain.err().split("\n").length);
    assertThat(json.getString("tablesNotCompared")).contains("mended");
    assertThat(json.isNull("tables")).isTrue();
  }

  @Test
  void aRidThatNoFossilCanWorkWithIsNamed() throws Exception {
    for (long rid : new long[]{Long.MAX_VALUE, 1L + Integer.MAX_VALUE}) {
      sql("INSERT INTO blob SELECT " + rid + ", rcvid, size, '" + "a".repeat(40) + "', content FROM blob WHERE rid=1");

      for (String[] command : new String[][]{{"rebuild", "a.fossil"}, {"verify", "--tables", "a.fossil"}}) {
        Run run = run(command);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("rid " + rid + ": expected rids from 1 to 2147483647")
            .doesNotContain("unexpected");
      }
      sql("DELETE FROM blob WHERE rid=" + rid);
    }
  }

  @Test
  void theRepositoryIsNotCheckedInToItself() throws Exception {
    Files.createLink(directory.resolve("link.fossil"), directory.resolve("a.fossil"));

    for (String file : new String[]{"a.fossil", "link.fossil", "a.fossil-journal", "a.fossil-wal", "a.fossil-shm"}) {
      Run run = run("commit", "-R", "a.fossil", "-m", "itself", file);

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.oneLine()).contains(file, "belongs to the repository");
    }
  }

  @Test
  void nothingIsLeftOfAFileThatCouldNotBeFinished() {
    Path target = directory.resolve("target");

    assertThatIOException().isThrownBy(() -> ExtractCommand.write(out -> {
      out.write(1);
      throw new IOException("No space left on device");
    }, target)).withMessage("No space left on device");

    assertThat(target).doesNotExist();
  }
}

package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One line that names the file, what was found, and the remedy; and nothing changed. */
class OpenErrorsTest {

  @TempDir
  Path directory;

  @Test
  void namesAMissingFile() {
    assertRefused(directory.resolve("none.fossil"), RepositoryException.Missing.class, "no such file",
        "edgesync clone");
    assertThat(directory.resolve("none.fossil")).doesNotExist();
  }

  @Test
  void namesADirectory() {
    assertRefused(directory, RepositoryException.NotARepository.class, "a directory");
  }

  @Test
  void namesWhatIsNoDatabase() throws IOException {
    Path file = Files.writeString(directory.resolve("text.fossil"), "this is no database\n".repeat(2000));

    assertRefused(file, RepositoryException.NotARepository.class, "no SQLite database");
  }

  @Test
  void namesAnEmptyFile() throws IOException {
    assertRefused(Files.createFile(directory.resolve("empty.fossil")), RepositoryException.NotARepository.class,
        "an empty database");
  }

  @Test
  void namesAnotherDatabase() throws SQLException {
    Path file = directory.resolve("other.db");
    run(file, "CREATE TABLE address(name TEXT)");

    assertRefused(file, RepositoryException.NotARepository.class, "another SQLite database");
  }

  @Test
  void namesACheckoutDatabase() throws IOException {
    FossilProcess fossil = FossilProcess.in(directory);
    fossil.ok(directory, "init", directory.resolve("r.fossil").toString());
    Path checkout = Files.createDirectory(directory.resolve("checkout"));
    fossil.ok(checkout, "open", directory.resolve("r.fossil").toString());

    assertRefused(checkout.resolve(".fslckout"), RepositoryException.NotARepository.class, "checkout");
  }

  @Test
  void namesSchemasThatAreTooOldOrTooNew() throws SQLException {
    Path file = directory.resolve("r.fossil");
    RepositoryFixture.create(file).close();

    run(file, "UPDATE config SET value='2030-01-01' WHERE name='aux-schema'");
    assertRefused(file, RepositoryException.SchemaVersion.class, "2030-01-01", "a newer EdgeSync");
    run(file, "UPDATE config SET value='2010-01-01' WHERE name='aux-schema'");
    assertRefused(file, RepositoryException.SchemaVersion.class, "2010-01-01", "fossil rebuild");
    run(file, "DELETE FROM config WHERE name='aux-schema'");
    assertRefused(file, RepositoryException.SchemaVersion.class, "none", "fossil rebuild");
  }

  @Test
  void namesWhatAnOlderFossilDidNotHaveAndARebuildAdds() throws SQLException {
    Path file = directory.resolve("r.fossil");
    RepositoryFixture.create(file).close();
    run(file, "ALTER TABLE mlink DROP COLUMN isaux");
    run(file, "ALTER TABLE mlink DROP COLUMN pmid");
    run(file, "ALTER TABLE plink DROP COLUMN baseid");
    run(file, "ALTER TABLE concealed DROP COLUMN mtime");
    run(file, "DROP TABLE cherrypick");
    run(file, "ALTER TABLE user DROP COLUMN jx");
    run(file, "UPDATE config SET value='2011-04-25 19:50' WHERE name='aux-schema'");
    assertRefused(file, RepositoryException.SchemaVersion.class, "2011-04-25 19:50", "concealed.mtime, plink.baseid,"
        + " mlink.pmid, mlink.isaux, cherrypick.childid", "fossil rebuild");

    FossilProcess.in(directory).ok(directory, "rebuild", file.toString());

    Repository.open(file, RepositoryFixture.options()).close();
  }

  @Test
  void opensTheVersionsThatStockOpensAndNoOthers() throws SQLException {
    Path file = directory.resolve("r.fossil");
    RepositoryFixture.create(file).close();
    FossilProcess fossil = FossilProcess.in(directory);
    for (String version : List.of("2011-04-25 19:49", "2011-04-25 19:50", "2011-04-25", "2014-11-28", "2015-01-24",
        "2015-01-24 00:00", "2015-01-25", "", "zzz")) {
      run(file, "UPDATE config SET value='" + version + "' WHERE name='aux-schema'");

      boolean stockOpens = fossil.run(directory, "timeline", "-R", file.toString()).exitCode() == 0;

      if (stockOpens) {
        Repository.open(file, RepositoryFixture.options()).close();
      } else {
        assertRefused(file, RepositoryException.SchemaVersion.class, version);
      }
    }
  }

  @Test
  void namesAViewInPlaceOfATable() throws SQLException {
    Path file = directory.resolve("view.fossil");
    RepositoryFixture.create(file).close();
    run(file, "DROP TABLE leaf");
    run(file,
        "CREATE VIEW Leaf AS WITH RECURSIVE c(rid) AS (VALUES(1) UNION ALL SELECT rid+1 FROM c) SELECT rid FROM c");
    assertRefused(file, RepositoryException.NotARepository.class, "whose Leaf is a view", "sqlite3");

    run(file, "DROP VIEW leaf");
    run(file, "CREATE VIRTUAL TABLE leaf USING fts5(rid)");
    assertRefused(file, RepositoryException.NotARepository.class, "whose leaf is a view or a virtual table");
  }

  @Test
  void namesAFileWithoutAProjectCode() throws SQLException {
    Path file = directory.resolve("r.fossil");
    RepositoryFixture.create(file).close();
    run(file, "DELETE FROM config WHERE name='project-code'");

    assertRefused(file, RepositoryException.NotARepository.class, "project-code");
  }

  private static void run(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertRefused(Path file, Class<? extends RepositoryException> type, String... words) {
    assertThatThrownBy(() -> Repository.open(file, RepositoryFixture.options())).isInstanceOf(type)
        .hasMessageStartingWith(file.toString()).hasMessageContainingAll(words)
        .extracting(Throwable::getMessage).asString().doesNotContain("\n");
  }
}

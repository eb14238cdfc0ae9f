package io.edgesync.repository.rebuild;

import io.edgesync.repository.database.RepositoryDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A copy of a repository that a test may damage and rebuild. */
final class DamagedCopy implements AutoCloseable {

  private final Path file;
  private Connection connection;

  private DamagedCopy(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  static DamagedCopy of(Path repository, Path copy) throws IOException, SQLException {
    Files.copy(repository, copy);
    return new DamagedCopy(copy, open(copy));
  }

  private static Connection open(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  /** Lets another program change the file meanwhile. */
  DamagedCopy aside(Runnable other) throws SQLException {
    connection.close();
    other.run();
    connection = open(file);
    return this;
  }

  Path file() {
    return file;
  }

  Connection connection() {
    return connection;
  }

  DamagedCopy sql(String statement) throws SQLException {
    try (Statement run = connection.createStatement()) {
      run.execute(statement);
    }
    return this;
  }

  String text(String query) throws SQLException {
    try (Statement run = connection.createStatement(); ResultSet row = run.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "nothing";
    }
  }

  RebuildReport rebuild(RebuildOptions options) throws SQLException, InterruptedException {
    sql("BEGIN EXCLUSIVE");
    try {
      RebuildReport report = Rebuild.run(connection, options);
      sql("COMMIT");
      return report;
    } catch (WrongArtifactsException e) {
      sql("ROLLBACK");
      throw e;
    }
  }

  VerificationReport verify(RebuildOptions options) throws SQLException, InterruptedException {
    try (RepositoryDatabase database = RepositoryDatabase.of(file, Duration.ofSeconds(5))) {
      return Verification.run(database, options);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

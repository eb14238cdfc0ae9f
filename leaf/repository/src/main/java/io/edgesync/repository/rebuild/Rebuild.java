package io.edgesync.repository.rebuild;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.RepositoryFounder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes the derived tables of a repository from its artifacts, as {@code fossil rebuild} does, and checks every artifact's name on
 * the way. Source: Fossil {@code src/rebuild.c, rebuild_db()}; fossil-repository reference 6.14.
 */
public final class Rebuild {

  /** What {@code config} says of who made the tables. */
  private static final String MAKER = RepositoryFounder.REBUILT;
  private static final int CACHE_KIBIBYTES = 32_000;

  private Rebuild() {}

  /**
   * Drops and remakes all derived tables inside the transaction that the caller has begun on {@code writer}; the caller commits,
   * or rolls back when this throws. Every held artifact is expanded and hashed. Of the durable tables, those rows change that a stock
   * rebuild changes: shunned artifacts are removed, wrong sizes corrected, phantoms added, {@code private} follows the tags, columns
   * that old versions lack are added. {@code delta} stays as it is but for what {@code shun} and {@code private} ask.
   *
   * <p>For the duration of this call a thread of its own makes the tables on the same connection.
   *
   * @throws WrongArtifactsException when an artifact is not what its name says: all of them are named
   * @throws InterruptedException    when the thread was interrupted; nothing is left running
   */
  public static RebuildReport run(Connection writer, RebuildOptions options) throws SQLException, InterruptedException {
    int cache = cacheSize(writer);
    // The default would write every page several times.
    setCacheSize(writer, -CACHE_KIBIBYTES);
    try {
      return remake(writer, options);
    } finally {
      setCacheSize(writer, cache);
    }
  }

  private static RebuildReport remake(Connection writer, RebuildOptions options)
      throws SQLException, InterruptedException {
    try (FullTexts texts = new FullTexts(writer, options.artifactBytesMax())) {
      DurableRows durable = new DurableRows(writer, texts, options.clock().instant());
      durable.bringUpToDate();
      HashPolicy policy = durable.hashPolicy();
      durable.removeShunned();
      boolean searchable = SearchIndex.drop(writer);
      RebuildReport report;
      try (DerivedRun run = new DerivedRun(writer, policy, options)) {
        report = run.run();
      }
      durable.derivePrivate();
      durable.versions(MAKER);
      if (searchable) {
        SearchIndex.create(writer);
      }
      return report;
    }
  }

  private static int cacheSize(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA cache_size")) {
      return row.getInt(1);
    }
  }

  private static void setCacheSize(Connection connection, int pages) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA cache_size=" + pages);
    }
  }
}

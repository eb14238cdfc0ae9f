package io.edgesync.repository.sweep;

import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.setting.Setting;
import io.edgesync.xfer.artifact.Hash;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A repository whose artifacts are copied elsewhere.
 *
 * @param repository the open repository
 * @param items      its held, unshunned artifacts, in the order of their rids
 */
record SweepSource(Repository repository, List<Item> items) implements AutoCloseable {

  private static final int BLOCK = 500;
  private static final String TICKET_SETTINGS = "ticket-*";

  /**
   * An artifact of the source.
   *
   * @param comesLast a tag that gives other parents: the stock program that meets it before the check-in that it is about loses that
   *                  check-in's event. So these are sent after everything else.
   */
  record Item(Hash name, boolean isPrivate, boolean comesLast) {}

  static SweepSource open(Path file, RepositoryOptions options) throws SQLException {
    List<Item> items = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement
            .executeQuery("SELECT uuid, rid IN (SELECT rid FROM private), rid IN (SELECT srcid FROM"
                + " tagxref WHERE tagid=10) FROM blob"
                + " WHERE size>=0 AND uuid NOT IN (SELECT uuid FROM shun) ORDER BY rid")) {
      while (rows.next()) {
        items.add(new Item(new Hash(rows.getString(1)), rows.getBoolean(2), rows.getBoolean(3)));
      }
    }
    return new SweepSource(Repository.open(file, options), List.copyOf(items));
  }

  /** Every {@code nth} block of artifacts that lie beside each other, and nothing of what lies between. */
  SweepSource everyNth(int nth) {
    return new SweepSource(repository,
        IntStream.range(0, items.size()).filter(i -> i / BLOCK % nth == 0).mapToObj(items::get).toList());
  }

  /** What tickets look like here; a fresh repository learns it at some moment while it is fed. */
  List<Setting> ticketSettings() {
    return repository.settings().matching(TICKET_SETTINGS);
  }

  ArtifactStore store() {
    return repository.artifacts();
  }

  /**
   * A repository in {@code file} with this one's settings, except {@link #ticketSettings}, and shun list and, besides the initial
   * check-in, no artifact.
   */
  void makeFresh(Path file, RepositoryOptions options) throws SQLException {
    NewRepository how = RepositoryFixture.how();
    Repository.create(file, how, options).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("ATTACH '" + repository.file() + "' AS source");
      statement.execute("REPLACE INTO config SELECT name, value, mtime FROM source.config"
          + " WHERE name NOT IN ('server-code','seen-delta-manifest','rebuilt') AND name NOT LIKE 'ckout:%'"
          + " AND name NOT GLOB '" + TICKET_SETTINGS + "'");
      statement.execute("REPLACE INTO shun SELECT uuid, mtime, scom FROM source.shun");
      statement.execute("DETACH source");
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}

package io.edgesync.repository.configuration;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.crosslink.Crosslinker;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.ticket.TicketTables;
import java.util.List;
import java.util.Set;

/** The configuration that repositories of a project share: reads it for others and takes theirs over. Callable from any thread; calls block. */
public final class Configuration {

  /** How many bytes of rows travel in one message, and are held in memory for that. */
  public static final long BYTES_MAX = 16 << 20;

  private final RepositoryDatabase database;
  private final SqliteArtifactStore artifacts;
  private final Crosslinker crosslinker;

  /** Uses what it is given without owning it. */
  public Configuration(RepositoryDatabase database, SqliteArtifactStore artifacts, Crosslinker crosslinker) {
    this.database = database;
    this.artifacts = artifacts;
    this.crosslinker = crosslinker;
  }

  /**
   * The rows of {@code groups} in the order in which Fossil sends them. Rows that do not say when they were changed stay here.
   *
   * @throws RepositoryException.Refused where they are more than {@link #BYTES_MAX}
   */
  public List<ConfigurationEntry> rows(Set<ConfigurationGroup> groups) {
    return database.read(session -> ConfigurationRows.of(session, groups, BYTES_MAX));
  }

  /**
   * Takes over what of {@code entries} belongs to {@code accepted} and is newer than what is here; what is malformed or does not travel is
   * dropped without a word, as Fossil does. In one transaction, in which tickets are made anew where their setup changed. Names that become
   * shunned are neither sent nor taken from then on; their content goes with the next rebuild.
   *
   * @param isOverwriting whether theirs replaces ours, whichever is newer; tables for which something comes are emptied first
   * @return how many rows are new or changed
   */
  public int receive(List<ConfigurationEntry> entries, Set<ConfigurationGroup> accepted, boolean isOverwriting) {
    if (entries.isEmpty() || accepted.isEmpty()) {
      return 0;
    }
    return artifacts.operate((transaction, rows) -> {
      ConfigurationMerge merge = new ConfigurationMerge(transaction.session(), accepted, isOverwriting);
      for (ConfigurationEntry entry : entries) {
        merge.add(entry);
      }
      if (merge.changed().contains(ConfigurationGroup.TICKET)) {
        TicketTables.recreateOrDefault(transaction.connection());
        crosslinker.replayTickets(transaction.session(), rows);
      }
      return merge.rows();
    });
  }
}

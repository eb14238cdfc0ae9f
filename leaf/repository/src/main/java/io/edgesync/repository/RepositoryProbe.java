package io.edgesync.repository;

import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.Schema;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a path leads to a repository that we can work with; what it leads to otherwise is told by exception. Looks at file attributes
 * and through SQLite, never into the file itself.
 */
record RepositoryProbe(ProjectCode projectCode, String serverCode) {

  /** What repositories of older versions may lack, in the order in which it came; {@code jx} of users and reports is not needed here. */
  private static final List<String> LATER_COLUMNS = List.of("config.mtime", "user.mtime", "shun.mtime", "shun.scom",
      "reportfmt.mtime", "concealed.mtime", "plink.baseid", "mlink.pmid", "mlink.isaux", "cherrypick.childid");

  /** What has rows of its own in every repository. A view there can be a query that never ends, run while the file is locked. */
  private static final String IN_PLACE_OF_A_TABLE = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
      + " AND coalesce(rootpage, 0)=0 AND lower(name) IN ('blob', 'delta', 'rcvfrom', 'user', 'config', 'shun', 'private',"
      + " 'reportfmt', 'concealed', 'unversioned', 'filename', 'mlink', 'plink', 'leaf', 'event', 'phantom', 'orphan',"
      + " 'unclustered', 'unsent', 'tag', 'tagxref', 'backlink', 'attachment', 'cherrypick', 'forumpost')";

  private static final int CHECKOUT_ID = 252006674;
  private static final int CONFIGURATION_ID = 252006675;

  /** What can be said without opening anything. */
  static void path(Path file) {
    if (Files.notExists(file)) {
      throw new RepositoryException.Missing(file);
    }
    if (Files.isDirectory(file)) {
      throw new RepositoryException.NotARepository(file, "a directory; name the .fossil file", null);
    }
    if (!Files.isRegularFile(file)) {
      throw new RepositoryException.NotARepository(file, "something that is no regular file", null);
    }
    if (!Files.isReadable(file)) {
      throw new RepositoryException.Unreadable(file,
          "may not be read by this process; give it read permission, and write permission to change it", null);
    }
  }

  static RepositoryProbe of(RepositoryDatabase database) {
    return database.read(session -> of(database.file(), session, false));
  }

  /** As {@link #of}, of a file that is about to be rebuilt: an older schema is no hindrance, a rebuild brings it up to date. */
  static RepositoryProbe ofAnyAge(RepositoryDatabase database) {
    return database.read(session -> of(database.file(), session, true));
  }

  private static RepositoryProbe of(Path file, SqlSession session, boolean anyAge) throws SQLException {
    List<String> missing = missingTables(session);
    if (!missing.isEmpty()) {
      throw new RepositoryException.NotARepository(file, database(session, missing), null);
    }
    String pretended = session.text(IN_PLACE_OF_A_TABLE);
    if (pretended != null) {
      throw new RepositoryException.NotARepository(file,
          "one whose " + pretended
              + " is a view or a virtual table, which Fossil never makes; drop that with `sqlite3`, or clone it again",
          null);
    }
    String version = session.text("SELECT value FROM config WHERE name='aux-schema'");
    checkSchema(file, anyAge && version == null ? Schema.AUX_SCHEMA_OLDEST : version, anyAge);
    if (!anyAge) {
      checkColumns(file, version, session);
    }
    String project = session.text("SELECT value FROM config WHERE name='project-code'");
    if (project == null || !ProjectCode.isProjectCode(project)) {
      throw new RepositoryException.NotARepository(file,
          "one without a valid project-code, such as a clone that was broken off; clone it again", null);
    }
    String server = session.text("SELECT value FROM config WHERE name='server-code'");
    return new RepositoryProbe(new ProjectCode(project),
        server != null && Hash.isHash(server) ? server : "0".repeat(40));
  }

  /** Another file may have been copied over the one that was opened: what is remembered of that, and where its artifacts go, is of no use here. */
  void requireSameProject(Path file, SqlSession session) throws SQLException {
    String now = session.text("SELECT value FROM config WHERE name='project-code'");
    if (!projectCode.hex().equals(now)) {
      throw new RepositoryException.OtherProject(file, "holds the project " + (now == null ? "of no code" : now)
          + " now, it held " + projectCode + " when it was opened; put that back, or start this program again");
    }
  }

  private static List<String> missingTables(SqlSession session) throws SQLException {
    List<String> missing = new ArrayList<>(Schema.MARKS);
    try (ResultSet row = session.prepare("SELECT name FROM sqlite_schema").executeQuery()) {
      while (row.next()) {
        missing.remove(row.getString(1).toLowerCase(Locale.ROOT));
      }
    }
    return missing;
  }

  private static String database(SqlSession session, List<String> missing) throws SQLException {
    int id = (int) session.number(0, "PRAGMA application_id");
    if (id == CHECKOUT_ID) {
      return "the database of a checkout; name the repository that it belongs to";
    }
    if (id == CONFIGURATION_ID) {
      return "Fossil's per-user configuration; name a repository";
    }
    if (missing.size() == Schema.MARKS.size() && !session.any("SELECT 1 FROM sqlite_schema")) {
      return "an empty database; create a repository under another name with `edgesync new`";
    }
    return "another SQLite database, without the table " + missing.getFirst() + "; name a .fossil file";
  }

  /**
   * Fossil adds columns and tables in a rebuild and not always with a new schema version: stock opens such a file, and fails as soon as it
   * needs one of them.
   */
  private static void checkColumns(Path file, @Nullable String version, SqlSession session) throws SQLException {
    List<String> missing = new ArrayList<>();
    for (String column : LATER_COLUMNS) {
      String[] name = column.split("\\.", 2);
      if (!session.any("SELECT 1 FROM pragma_table_info(?) WHERE name=?", name[0], name[1])) {
        missing.add(column);
      }
    }
    if (!missing.isEmpty()) {
      throw new RepositoryException.SchemaVersion(file, version + " without " + String.join(", ", missing),
          "run `edgesync rebuild` or `fossil rebuild` on it");
    }
  }

  private static void checkSchema(Path file, @Nullable String version, boolean anyAge) {
    if (version == null || (!anyAge && version.compareTo(Schema.AUX_SCHEMA_OLDEST) < 0)) {
      throw new RepositoryException.SchemaVersion(file, version == null ? "none" : version,
          "run `edgesync rebuild` or `fossil rebuild` on it");
    }
    if (version.compareTo(Schema.AUX_SCHEMA) > 0) {
      throw new RepositoryException.SchemaVersion(file, version, "a newer EdgeSync is needed");
    }
  }
}

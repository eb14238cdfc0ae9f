package io.edgesync.agent.state;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.SessionState;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqliteDriver;
import io.edgesync.repository.database.SqliteFailure;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.rights.Grants;
import io.edgesync.xfer.artifact.ProjectCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's own database: per project and peer the last session and what all of them came to, the artifacts that do not cross, and what nodes
 * are granted. A record of a session that cannot be written costs a line in the log, never a session.
 *
 * <p>Callable from any thread; SQLite runs on one platform thread inside.
 */
public final class StateDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StateDatabase.class);
  /** A session that failed proves nothing of its peer: names that somebody made up have such. */
  private static final String ANSWERED_FIRST = " ORDER BY c.ok_ms IS NULL, s.ended_ms DESC";
  private static final int BLOCKED_SHOWN_MAX = 100;
  /** How long the last session with a peer, or in a project that is not served any more, is remembered. */
  public static final Duration REMEMBERED = Duration.ofDays(90);
  /** {@code PRAGMA user_version}; files of before there was one have 0 and these tables. */
  private static final int VERSION = 1;

  private final Connection connection;
  /** Of SQLite's extended error codes. */
  private static final int PRIMARY = 0xff;

  private final ExecutorService thread;

  private StateDatabase(Connection connection, ExecutorService thread) {
    this.connection = connection;
    this.thread = thread;
  }

  /** Opens or makes the file. */
  public static StateDatabase open(Path file) throws AgentException {
    ExecutorService thread = Executors
        .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("state-db").factory());
    @Nullable
    Connection connection = null;
    try {
      makeOurs(file);
      connection = SqliteDriver.open(file, new Properties());
      try (Statement statement = connection.createStatement()) {
        // Nobody else reads it: without shared memory there is no file that is mapped, which on a full disk would be a signal and no error.
        statement.execute("PRAGMA locking_mode=EXCLUSIVE");
        checkVersion(statement);
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=NORMAL");
        statement.execute("""
            CREATE TABLE IF NOT EXISTS session(
              project TEXT NOT NULL, peer TEXT NOT NULL, outcome TEXT NOT NULL, ended_ms INTEGER NOT NULL,
              rounds INTEGER NOT NULL, received INTEGER NOT NULL, sent INTEGER NOT NULL,
              bytes_in INTEGER NOT NULL, bytes_out INTEGER NOT NULL, error TEXT NOT NULL,
              PRIMARY KEY(project, peer)) WITHOUT ROWID""");
        statement.execute("""
            CREATE TABLE IF NOT EXISTS contact(
              project TEXT NOT NULL, peer TEXT NOT NULL, ok_ms INTEGER,
              bytes_in INTEGER NOT NULL, bytes_out INTEGER NOT NULL,
              PRIMARY KEY(project, peer)) WITHOUT ROWID""");
        statement.execute("""
            CREATE TABLE IF NOT EXISTS blocked(
              project TEXT NOT NULL, name TEXT NOT NULL, why TEXT NOT NULL, since_ms INTEGER NOT NULL,
              PRIMARY KEY(project, name)) WITHOUT ROWID""");
        statement.execute("""
            CREATE TABLE IF NOT EXISTS granted(
              project TEXT NOT NULL, node TEXT NOT NULL, letters TEXT NOT NULL, since_ms INTEGER NOT NULL,
              PRIMARY KEY(project, node)) WITHOUT ROWID""");
        // Tables of these names that are not ours are found now, and not when somebody is to be let in.
        statement.execute(
            "SELECT project, peer, outcome, ended_ms, rounds, received, sent, bytes_in, bytes_out, error FROM session LIMIT 0");
        statement.execute("SELECT project, peer, ok_ms, bytes_in, bytes_out FROM contact LIMIT 0");
        statement.execute("SELECT project, name, why, since_ms FROM blocked LIMIT 0");
        statement.execute("SELECT project, node, letters, since_ms FROM granted LIMIT 0");
        statement.execute("PRAGMA user_version=" + VERSION);
      }
      return new StateDatabase(connection, thread);
    } catch (SQLException e) {
      thread.shutdownNow();
      closeAfter(e, connection);
      throw new AgentException.StateDirUnusable(unusable(file, e), e);
    }
  }

  /** Moved away it would be lost, with the grants: that is advised only of what is no database, damaged, or somebody else's. */
  private static String unusable(Path file, SQLException failure) {
    if (SqliteFailure.translate(file, Duration.ZERO, failure) instanceof RepositoryException.NoSpace full) {
      return String.valueOf(full.getMessage());
    }
    String remedy = switch (SQLiteErrorCode.getErrorCode(failure.getErrorCode() & PRIMARY)) {
      case SQLITE_IOERR -> "look whether its disk is full or damaged";
      case SQLITE_BUSY, SQLITE_LOCKED ->
        "another program has it open, such as a backup: start again when that has ended";
      case SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_ERROR, SQLITE_SCHEMA -> "move it away to start afresh";
      // No error of SQLite's: its version.
      case SQLITE_OK -> "start that one";
      default -> "look at the permissions of the file, those beside it and its directory";
    };
    return file + ": not usable as the daemon's own database (" + failure.getMessage() + "), " + remedy;
  }

  private static void checkVersion(Statement statement) throws SQLException {
    try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
      if (version.next() && version.getInt(1) > VERSION) {
        throw new SQLException(
            "version " + version.getInt(1) + ", written by a newer edgesync, this one knows " + VERSION);
      }
    }
  }

  private static void closeAfter(SQLException failure, @Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }

  /** SQLite gives its own files the mode of this one, which holds what peers said: only its user reads it. */
  private static void makeOurs(Path file) throws AgentException {
    try {
      FileAttribute<Set<PosixFilePermission>> ours = PosixFilePermissions
          .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      if (Files.notExists(file)) {
        Files.createFile(file, ours);
      } else {
        Files.setPosixFilePermissions(file, ours.value());
      }
    } catch (IOException e) {
      throw new AgentException.StateDirUnusable(
          file + ": cannot be used as the daemon's own database (" + e
              + "), name a writable directory with --state-dir",
          e);
    }
  }

  /** Keeps {@code session} as the last one of {@code project} with its peer. */
  public void record(String project, String peer, SessionState session) {
    run(() -> {
      try (PreparedStatement insert = connection
          .prepareStatement("INSERT OR REPLACE INTO session VALUES(?,?,?,?,?,?,?,?,?,?)")) {
        insert.setString(1, project);
        insert.setString(2, peer);
        insert.setString(3, session.outcome().name());
        insert.setLong(4, session.when().toEpochMilli());
        insert.setInt(5, session.rounds());
        insert.setLong(6, session.received());
        insert.setLong(7, session.sent());
        insert.setLong(8, session.bytesIn());
        insert.setLong(9, session.bytesOut());
        insert.setString(10, session.error());
        insert.executeUpdate();
      }
      try (PreparedStatement add = connection.prepareStatement("""
          INSERT INTO contact VALUES(?,?,?,?,?) ON CONFLICT(project, peer) DO UPDATE SET
            ok_ms=coalesce(excluded.ok_ms, ok_ms), bytes_in=bytes_in+excluded.bytes_in,
            bytes_out=bytes_out+excluded.bytes_out""")) {
        add.setString(1, project);
        add.setString(2, peer);
        if (session.outcome() == SessionState.Outcome.OK) {
          add.setLong(3, session.when().toEpochMilli());
        } else {
          add.setNull(3, Types.INTEGER);
        }
        add.setLong(4, session.bytesIn());
        add.setLong(5, session.bytesOut());
        add.executeUpdate();
      }
      return true;
    }, false);
  }

  /** The last session with each peer, latest first, and what all of them came to. */
  public List<PeerRecord> peers(String project) {
    return run(() -> {
      List<PeerRecord> peers = new ArrayList<>();
      try (PreparedStatement select = connection.prepareStatement(
          "SELECT s.peer, s.outcome, s.ended_ms, s.rounds, s.received, s.sent, s.bytes_in, s.bytes_out, s.error,"
              + " c.ok_ms, c.bytes_in, c.bytes_out FROM session s LEFT JOIN contact c USING(project, peer)"
              + " WHERE project=?" + ANSWERED_FIRST + " LIMIT 1000")) {
        select.setString(1, project);
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            SessionState last = new SessionState(SessionState.Outcome.valueOf(row.getString(2)),
                Instant.ofEpochMilli(row.getLong(3)), row.getInt(4), row.getLong(5), row.getLong(6), row.getLong(7),
                row.getLong(8), row.getString(9));
            long okMillis = row.getLong(10);
            Instant success = row.wasNull() ? null : Instant.ofEpochMilli(okMillis);
            peers.add(new PeerRecord(row.getString(1), last, success, row.getLong(11), row.getLong(12)));
          }
        }
      }
      return peers;
    }, List.of());
  }

  /** Forgets sessions of before, and the oldest beyond so many; not those with peers to be kept. */
  public void forgetPeers(String project, Instant before, int peersMax, Predicate<String> isKept) {
    run(() -> {
      List<String> gone = new ArrayList<>();
      try (PreparedStatement select = connection
          .prepareStatement("SELECT s.peer, s.ended_ms FROM session s LEFT JOIN contact c USING(project, peer)"
              + " WHERE project=?" + ANSWERED_FIRST)) {
        select.setString(1, project);
        try (ResultSet row = select.executeQuery()) {
          for (int i = 0; row.next(); i++) {
            if ((i >= peersMax || row.getLong(2) < before.toEpochMilli()) && !isKept.test(row.getString(1))) {
              gone.add(row.getString(1));
            }
          }
        }
      }
      for (String table : List.of("session", "contact")) {
        try (PreparedStatement delete = connection
            .prepareStatement("DELETE FROM " + table + " WHERE project=? AND peer=?")) {
          for (String peer : gone) {
            delete.setString(1, project);
            delete.setString(2, peer);
            delete.executeUpdate();
          }
        }
      }
      return true;
    }, false);
  }

  /** Forgets what is known of projects that are not served and of which nothing was heard since then; what was granted in them stays. */
  public void forgetProjects(Instant before, Predicate<String> isServed) {
    run(() -> {
      List<String> gone = new ArrayList<>();
      try (PreparedStatement select = connection.prepareStatement(
          """
              SELECT project FROM (SELECT project, ended_ms AS ms FROM session UNION ALL SELECT project, since_ms FROM blocked)
                GROUP BY project HAVING max(ms)<?""")) {
        select.setLong(1, before.toEpochMilli());
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            gone.add(row.getString(1));
          }
        }
      }
      gone.removeIf(isServed);
      for (String table : List.of("session", "contact", "blocked")) {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE project=?")) {
          for (String project : gone) {
            delete.setString(1, project);
            delete.executeUpdate();
          }
        }
      }
      return true;
    }, false);
  }

  /** Remembers that an artifact does not cross. */
  public void block(String project, String name, String why, Instant now) {
    run(() -> {
      try (PreparedStatement insert = connection
          .prepareStatement("INSERT OR REPLACE INTO blocked VALUES(?,?,?,?)")) {
        insert.setString(1, project);
        insert.setString(2, name);
        insert.setString(3, why);
        insert.setLong(4, now.toEpochMilli());
        insert.executeUpdate();
      }
      return true;
    }, false);
  }

  /** Forgets all refusals of a project. */
  public void unblockAll(String project) {
    run(() -> {
      try (PreparedStatement delete = connection.prepareStatement("DELETE FROM blocked WHERE project=?")) {
        delete.setString(1, project);
        delete.executeUpdate();
      }
      return true;
    }, false);
  }

  /** The artifact crosses now. */
  public void unblock(String project, String name) {
    run(() -> {
      try (PreparedStatement delete = connection.prepareStatement("DELETE FROM blocked WHERE project=? AND name=?")) {
        delete.setString(1, project);
        delete.setString(2, name);
        delete.executeUpdate();
      }
      return true;
    }, false);
  }

  /** The artifacts that do not cross, at most a hundred of them, by name. */
  public List<BlockedArtifact> blocked(String project) {
    return run(() -> {
      List<BlockedArtifact> blocked = new ArrayList<>();
      try (PreparedStatement select = connection
          .prepareStatement("SELECT name, why FROM blocked WHERE project=? ORDER BY name LIMIT " + BLOCKED_SHOWN_MAX)) {
        select.setString(1, project);
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            blocked.add(new BlockedArtifact(row.getString(1), row.getString(2)));
          }
        }
      }
      return blocked;
    }, List.of());
  }

  /** What nodes may do here, by project and node key; a row that is no grant is passed over. */
  public Map<ProjectCode, Map<String, Capabilities>> grants() {
    return run(() -> {
      Map<ProjectCode, Map<String, Capabilities>> grants = new LinkedHashMap<>();
      try (PreparedStatement select = connection
          .prepareStatement("SELECT project, node, letters FROM granted ORDER BY project, node");
          ResultSet row = select.executeQuery()) {
        while (row.next()) {
          try {
            grants.computeIfAbsent(new ProjectCode(row.getString(1)), _ -> new LinkedHashMap<>())
                .put(Grants.nodeKey(row.getString(2)), Grants.letters(row.getString(3)));
          } catch (IllegalArgumentException e) {
            LOG.warn("grant not understood, passed over error={}", e.getMessage());
          }
        }
      }
      return grants;
    }, Map.of());
  }

  /** Keeps a grant; false where that failed. */
  public boolean grant(ProjectCode project, String node, Capabilities letters) {
    return run(() -> {
      try (PreparedStatement insert = connection.prepareStatement("INSERT OR REPLACE INTO granted VALUES(?,?,?,?)")) {
        insert.setString(1, project.hex());
        insert.setString(2, node);
        insert.setString(3, letters.letters());
        insert.setLong(4, Instant.now().toEpochMilli());
        insert.executeUpdate();
      }
      return true;
    }, false);
  }

  /** Forgets a grant; false where that failed. */
  public boolean revoke(ProjectCode project, String node) {
    return run(() -> {
      try (PreparedStatement delete = connection
          .prepareStatement("DELETE FROM granted WHERE project=? AND node=?")) {
        delete.setString(1, project.hex());
        delete.setString(2, node);
        delete.executeUpdate();
      }
      return true;
    }, false);
  }

  private <T> T run(Callable<T> work, T otherwise) {
    try {
      return thread.submit(work).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    } catch (ExecutionException e) {
      LOG.warn("state database failed error={}", String.valueOf(e.getCause()));
      return otherwise;
    } catch (java.util.concurrent.RejectedExecutionException closing) {
      return otherwise;
    }
  }

  /** Waits for the statement that runs, then closes the file. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("state database closed while a statement runs");
      }
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.warn("state database close failed error={}", e.getMessage());
    }
  }
}

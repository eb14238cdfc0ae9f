package io.edgesync.repository.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection and the statements prepared on it, which live as long as it does, since compiling one costs as much as running it. One
 * thread at a time.
 */
public final class SqlSession implements AutoCloseable {

  /** The epoch of a session in which nothing learned elsewhere is believed, and nothing learned is believed elsewhere. */
  public static final long NO_EPOCH = -1;

  private static final long NO_VERSION = -1;

  /** Reads one row. */
  @FunctionalInterface
  public interface Row<T extends @Nullable Object> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final boolean ownsConnection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private long epoch = NO_EPOCH;
  private long versionSeen = NO_VERSION;
  private boolean hasMoved;
  private DatabaseFile.@Nullable Stamp stampSeen;
  private long identifiedEpoch = NO_EPOCH;
  private long statisticsDisregarded = -1;

  /** Takes ownership of {@code connection}. */
  public SqlSession(Connection connection) {
    this(connection, true);
  }

  private SqlSession(Connection connection, boolean ownsConnection) {
    this.connection = connection;
    this.ownsConnection = ownsConnection;
  }

  /** Statements on a connection that stays the caller's: closing the session closes them alone. */
  public static SqlSession borrowing(Connection connection) {
    return new SqlSession(connection, false);
  }

  public Connection connection() {
    return connection;
  }

  /**
   * What a transaction learned of the file (which rid is what, and the like) may be believed by transactions of the same number only: a
   * new epoch begins with a commit of another program and with a rollback of ours.
   */
  public long epoch() {
    return epoch;
  }

  void enter(long newEpoch) {
    epoch = newEpoch;
  }

  /** Whether {@code PRAGMA data_version} is another number than the last time. */
  boolean versionMoved(long version) {
    boolean moved = version != versionSeen;
    versionSeen = version;
    hasMoved |= moved;
    return moved;
  }

  /** Whatever {@code PRAGMA data_version} is the next time, it has moved. */
  void forgetVersion() {
    versionSeen = NO_VERSION;
  }

  /** Whether {@link #versionMoved} was true since this was asked last. */
  boolean takeMoved() {
    boolean moved = hasMoved;
    hasMoved = false;
    return moved;
  }

  /** Whether the file has another stamp than the last time. */
  boolean stampMoved(DatabaseFile.@Nullable Stamp stamp) {
    boolean moved = stampSeen != null && !stampSeen.equals(stamp);
    stampSeen = stamp;
    return moved;
  }

  /** Whether {@link #identified} was told in this epoch. */
  boolean isIdentified() {
    return epoch != NO_EPOCH && identifiedEpoch == epoch;
  }

  void identified() {
    identifiedEpoch = epoch;
  }

  /** Whether {@link #withoutStatistics} was told of this version of the schema; SQLite reads them again only with another one. */
  boolean isWithoutStatistics(long schema) {
    return statisticsDisregarded == schema;
  }

  void withoutStatistics(long schema) {
    statisticsDisregarded = schema;
  }

  /**
   * The statement for {@code sql}, kept for the next time; the caller closes result sets, never the statement. Not for use while an outer
   * caller still walks a result of the same text.
   */
  public PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  /** The texts of the statements that are kept. */
  Set<String> statements() {
    return Set.copyOf(prepared.keySet());
  }

  /** As {@link #prepare}, with its parameters bound: text, byte arrays, integers, doubles or null. */
  public PreparedStatement bind(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = prepare(SqlText.statement(sql, parameters));
    for (int i = 0; i < parameters.length; i++) {
      SqlText.bind(statement, i + 1, parameters[i]);
    }
    return statement;
  }

  /** Runs an INSERT, UPDATE or DELETE and returns how many rows it changed. */
  public int update(String sql, @Nullable Object... parameters) throws SQLException {
    return bind(sql, parameters).executeUpdate();
  }

  /** The first column of the first row, or {@code otherwise} where there is none or it is NULL. */
  public long number(long otherwise, String sql, @Nullable Object... parameters) throws SQLException {
    try (ResultSet row = bind(sql, parameters).executeQuery()) {
      if (!row.next()) {
        return otherwise;
      }
      long value = row.getLong(1);
      return row.wasNull() ? otherwise : value;
    }
  }

  /** The first column of the first row, null where there is none. */
  public @Nullable String text(String sql, @Nullable Object... parameters) throws SQLException {
    try (ResultSet row = bind(sql, parameters).executeQuery()) {
      return row.next() ? SqlText.get(row, 1) : null;
    }
  }

  /** What {@code reader} makes of each row, in their order. */
  public <T extends @Nullable Object> List<T> list(Row<T> reader, String sql, @Nullable Object... parameters)
      throws SQLException {
    List<T> all = new ArrayList<>();
    try (ResultSet rows = bind(sql, parameters).executeQuery()) {
      while (rows.next()) {
        all.add(reader.read(rows));
      }
    }
    return all;
  }

  /** Whether the query has a row. */
  public boolean any(String sql, @Nullable Object... parameters) throws SQLException {
    try (ResultSet row = bind(sql, parameters).executeQuery()) {
      return row.next();
    }
  }

  /** Does {@code work} so that the pages of what it deletes are overwritten with zeros; afterwards the connection is as it was. */
  public <T extends @Nullable Object> T overwriting(Reading<T> work) throws SQLException {
    long before = number(0, "PRAGMA secure_delete");
    number(0, "PRAGMA secure_delete=1");
    try {
      return work.read(this);
    } finally {
      number(0, "PRAGMA secure_delete=" + before);
    }
  }

  /** Runs one statement that is not worth keeping. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Closes the statements that are kept. The driver finalizes one that failed for another reason than a lock, and every later use of it
   * fails as well: after such a failure new ones are needed.
   */
  public void forgetStatements() {
    for (PreparedStatement statement : prepared.values()) {
      try {
        statement.close();
      } catch (SQLException alreadyFinalized) {
        // It repeats the failure that led here.
      }
    }
    prepared.clear();
  }

  @Override
  public void close() {
    forgetStatements();
    if (!ownsConnection) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException ignored) {
      // Nothing is lost: no transaction is open, and the process lets go of the file in any case.
      assert prepared.isEmpty();
    }
  }
}

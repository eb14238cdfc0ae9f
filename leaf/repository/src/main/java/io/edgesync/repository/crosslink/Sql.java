package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statements of one batch, each prepared once. Text is bound as text, integers as integers, times as doubles: see {@link SqlText}. */
final class Sql implements AutoCloseable {

  /** Reads one row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** Runs a statement and returns the number of changed rows. */
  int run(String sql, @Nullable Object... arguments) throws SQLException {
    return bound(sql, arguments).executeUpdate();
  }

  boolean exists(String sql, @Nullable Object... arguments) throws SQLException {
    try (ResultSet rows = bound(sql, arguments).executeQuery()) {
      return rows.next();
    }
  }

  /** The first column of the first row as a number, or 0. */
  long number(String sql, @Nullable Object... arguments) throws SQLException {
    try (ResultSet rows = bound(sql, arguments).executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** The first column of the first row as a double, or 0. */
  double real(String sql, @Nullable Object... arguments) throws SQLException {
    try (ResultSet rows = bound(sql, arguments).executeQuery()) {
      return rows.next() ? rows.getDouble(1) : 0;
    }
  }

  /** The first column of the first row as text, or {@code null}. */
  @Nullable
  String text(String sql, @Nullable Object... arguments) throws SQLException {
    try (ResultSet rows = bound(sql, arguments).executeQuery()) {
      return rows.next() ? SqlText.get(rows, 1) : null;
    }
  }

  <T> List<T> list(Row<T> reader, String sql, @Nullable Object... arguments) throws SQLException {
    List<T> all = new ArrayList<>();
    try (ResultSet rows = bound(sql, arguments).executeQuery()) {
      while (rows.next()) {
        all.add(reader.read(rows));
      }
    }
    return all;
  }

  private PreparedStatement bound(String sql, @Nullable Object... arguments) throws SQLException {
    String prepared = SqlText.statement(sql, arguments);
    PreparedStatement statement = statements.get(prepared);
    if (statement == null) {
      statement = connection.prepareStatement(prepared);
      statements.put(prepared, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      SqlText.bind(statement, i + 1, arguments[i]);
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    statements.clear();
  }
}

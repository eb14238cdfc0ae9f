package io.edgesync.repository;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What another program's connection sees in, or does to, a repository. */
public final class Rows {

  private Rows() {}

  /** The rows of a query, columns separated by {@code |}. */
  public static List<String> of(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        StringBuilder line = new StringBuilder(String.valueOf(row.getString(1)));
        for (int i = 2; i <= row.getMetaData().getColumnCount(); i++) {
          line.append('|').append(row.getString(i));
        }
        rows.add(line.toString());
      }
      return rows;
    }
  }

  /** Runs statements one after the other. */
  public static void change(Path file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}

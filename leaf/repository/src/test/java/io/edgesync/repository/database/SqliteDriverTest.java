package io.edgesync.repository.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SqliteDriverTest {

  /** What the driver could tell of it, it would have asked for at each row. */
  @Test
  void noQueryFollowsAnInsert() throws Exception {
    try (Connection connection = SqliteDriver.memory(); Statement tables = connection.createStatement()) {
      tables.execute("CREATE TABLE t(a)");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES(1)")) {
        insert.executeUpdate();

        try (ResultSet keys = insert.getGeneratedKeys()) {
          assertThat(keys.next()).isFalse();
        }
      }
    }
  }
}

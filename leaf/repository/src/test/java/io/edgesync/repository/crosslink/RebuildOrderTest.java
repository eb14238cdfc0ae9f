package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.database.SqlSession;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RebuildOrderTest {

  @Test
  void fullTextsGoByRidAndDeltasFollowTheirSource() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement();
        SqlSession sql = new SqlSession(connection)) {
      statement.execute("CREATE TABLE delta(rid INTEGER PRIMARY KEY, srcid INTEGER)");
      statement.execute("INSERT INTO delta VALUES(2,9),(5,2),(25,9),(44,9)");
      RebuildOrder order = new RebuildOrder(sql);

      assertThat(List.of(5L, 25L, 3L, 9L, 2L, 10L, 44L).stream().sorted((a, b) -> compare(order, a, b)).toList())
          .containsExactly(3L, 9L, 2L, 5L, 44L, 25L, 10L);
      assertThat(order.inOrder(Set.of(5L, 25L, 3L, 9L, 10L, 44L))).containsExactly(3L, 9L, 5L, 44L, 25L, 10L);
      assertThat(order.isBefore(9, 9)).isFalse();
    }
  }

  @Test
  void aLongChainIsFollowedToItsEndAndACircleHasNone() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement();
        SqlSession sql = new SqlSession(connection)) {
      statement.execute("CREATE TABLE delta(rid INTEGER PRIMARY KEY, srcid INTEGER)");
      statement.execute(
          "INSERT INTO delta WITH n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n LIMIT 9999) SELECT x, x+1 FROM n");
      statement.execute("INSERT INTO delta VALUES(20001,20002),(20002,20001)");
      RebuildOrder order = new RebuildOrder(sql);

      assertThat(order.inOrder(Set.of(1L, 70L, 10_001L, 3000L, 20_001L, 10_000L)))
          .containsExactly(10_000L, 3000L, 70L, 1L, 10_001L);
    }
  }

  private static int compare(RebuildOrder order, long a, long b) {
    try {
      return order.compare(a, b);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void deltasOfOneSourceComeOutOfFossilsHashSet() {
    assertThat(BagOrder.of(new long[]{7, 20, 25, 44})).containsExactly(20L, 44L, 25L, 7L);
    // The tenth makes the table larger, which changes the order of all.
    assertThat(BagOrder.of(new long[]{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}))
        .containsExactly(3L, 6L, 9L, 2L, 5L, 8L, 1L, 4L, 7L, 10L);
  }
}

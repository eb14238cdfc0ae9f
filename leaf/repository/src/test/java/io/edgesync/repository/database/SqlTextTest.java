package io.edgesync.repository.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.structure.TextBytes;
import io.edgesync.xfer.testing.SeededRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlTextTest {

  private static final String LATIN = TextBytes.decode(new byte[]{'a', (byte) 0xe9, 'b'});

  private SqlSession session;

  @BeforeEach
  void open() throws SQLException {
    session = new SqlSession(DriverManager.getConnection("jdbc:sqlite::memory:"));
    session.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, v)");
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void textThatIsNotUtf8IsTextOfTheSameBytes() throws SQLException {
    session.update("INSERT INTO t VALUES(?,?,?)", 1, LATIN, "é");

    assertThat(session.text("SELECT typeof(name)||hex(name)||typeof(v)||hex(v) FROM t"))
        .isEqualTo("text61E962textC3A9");
    assertThat(session.text("SELECT name FROM t WHERE v=?", "é")).isEqualTo(LATIN);
    assertThat(session.number(0, "SELECT id FROM t WHERE name=?", LATIN)).isEqualTo(1);
  }

  @Test
  void onlyTheParametersThatNeedItAreCast() {
    assertThat(SqlText.statement("SELECT '?', ?1, \"?\", ?2 WHERE ?1=?2", "a", LATIN))
        .isEqualTo("SELECT '?', ?1, \"?\", CAST(?2 AS TEXT) WHERE ?1=CAST(?2 AS TEXT)");
    assertThat(SqlText.statement("SELECT ?, ?, ?", LATIN, 1, LATIN))
        .isEqualTo("SELECT CAST(? AS TEXT), ?, CAST(? AS TEXT)");
    assertThat(SqlText.statement("SELECT ?", "é")).isEqualTo("SELECT ?");
  }

  @Test
  void anyBytesComeBackFromTheDatabase() {
    SeededRandom.forAll(300, random -> {
      byte[] bytes = random.bytes(random.below(20));
      String text = TextBytes.decode(bytes);
      try {
        session.update("REPLACE INTO t VALUES(?,?,NULL)", 1, text);
        assertThat(session.text("SELECT hex(name) FROM t")).isEqualToIgnoringCase(HexFormat.of().formatHex(bytes));
        assertThat(session.text("SELECT name FROM t WHERE name=?", text)).isEqualTo(text);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    });
  }
}

package io.edgesync.agent.state;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.agent.AgentException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateDatabaseTest {

  @TempDir
  Path temp;

  @ParameterizedTest
  @CsvSource(textBlock = """
      CREATE TABLE granted(y), no such column
      PRAGMA user_version=2,   written by a newer edgesync
      """)
  void aFileThatIsNotOursIsRefusedByName(String made, String why) throws Exception {
    Path file = temp.resolve("state.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(made);
    }

    assertThatThrownBy(() -> StateDatabase.open(file)).isInstanceOf(AgentException.StateDirUnusable.class)
        .hasMessageContaining(file.toString()).hasMessageContaining(why).hasMessageContaining("move it away");
  }
}

package io.edgesync.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.status.SessionState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateDatabaseTest {

  @TempDir
  Path temp;

  @Test
  void aReaderWhenTheDaemonStartsIsNamedAndNothingIsToBeMovedAway() throws Exception {
    Path file = temp.resolve("read.db");
    StateDatabase.open(file).close();
    try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = reader.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM sqlite_schema")) {
      assertThat(rows.next()).isTrue();

      assertThatThrownBy(() -> StateDatabase.open(file)).isInstanceOf(AgentException.StateDirUnusable.class)
          .hasMessageContaining("another program has it open").hasMessageNotContaining("move it away");
    }
    StateDatabase.open(file).close();
  }

  @Test
  void peersOfLongAgoAndThoseBeyondTheirNumberAreForgottenButThoseToBeKept() throws Exception {
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    try (StateDatabase state = StateDatabase.open(temp.resolve("state.db"))) {
      List.of("new 0", "new 1", "new 2", "kept 3000", "old 100").forEach(peer -> state.record("p", peer,
          new SessionState(SessionState.Outcome.OK, now.minus(Duration.ofDays(Long.parseLong(peer.split(" ")[1]))), 1,
              0, 0, 0, 0, "")));
      state.record("other", "old 100", new SessionState(SessionState.Outcome.OK, Instant.EPOCH, 1, 0, 0, 0, 0, ""));

      state.forgetPeers("p", now.minus(Duration.ofDays(90)), 2, "kept 3000"::equals);

      assertThat(state.peers("p")).extracting(PeerRecord::peer).containsExactly("new 0", "new 1", "kept 3000");
      assertThat(state.peers("other")).hasSize(1);
    }
  }

  @Test
  void projectsThatNobodyServesAreForgottenAsOldPeersAre() throws Exception {
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    Instant old = now.minus(Duration.ofDays(100));
    try (StateDatabase state = StateDatabase.open(temp.resolve("state.db"))) {
      for (String project : List.of("served", "gone", "gone lately")) {
        state.record(project, "peer", new SessionState(SessionState.Outcome.OK, old, 1, 0, 0, 0, 0, ""));
        state.block(project, "name", "too large", old);
      }
      state.record("gone lately", "other", new SessionState(SessionState.Outcome.FAILED, now, 1, 0, 0, 0, 0, "gone"));
      state.block("gone, too", "name", "too large", old);

      state.forgetProjects(now.minus(Duration.ofDays(90)), "served"::equals);

      assertThat(state.peers("served")).hasSize(1);
      assertThat(state.blocked("served")).hasSize(1);
      assertThat(state.peers("gone lately")).hasSize(2);
      assertThat(state.blocked("gone lately")).hasSize(1);
      assertThat(state.peers("gone")).isEmpty();
      assertThat(state.blocked("gone")).isEmpty();
      assertThat(state.blocked("gone, too")).isEmpty();
    }
  }

  @Test
  void namesThatNeverAnsweredDoNotHideThoseThatDid() throws Exception {
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    try (StateDatabase state = StateDatabase.open(temp.resolve("state.db"))) {
      state.record("p", "real", new SessionState(SessionState.Outcome.OK, now.minusSeconds(60), 1, 0, 0, 0, 0, ""));
      state.record("p", "made up",
          new SessionState(SessionState.Outcome.FAILED, now, 1, 0, 0, 0, 0, "no answer"));

      assertThat(state.peers("p")).extracting(PeerRecord::peer).containsExactly("real", "made up");
      state.forgetPeers("p", Instant.EPOCH, 1, peer -> false);
      assertThat(state.peers("p")).extracting(PeerRecord::peer).containsExactly("real");
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      CREATE TABLE granted(y), no such column,              move it away to start afresh
      PRAGMA user_version=2,   written by a newer edgesync, start that one
      """)
  void aFileThatIsNotOursIsRefusedByName(String made, String why, String remedy) throws Exception {
    Path file = temp.resolve("state.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(made);
    }

    assertThatThrownBy(() -> StateDatabase.open(file)).isInstanceOf(AgentException.StateDirUnusable.class)
        .hasMessageContaining(file.toString()).hasMessageContaining(why).hasMessageEndingWith(remedy);
  }

  @Test
  void whatIsNoDatabaseIsToBeMovedAway() throws Exception {
    Path file = Files.writeString(temp.resolve("state.db"), "no database at all".repeat(100));

    assertThatThrownBy(() -> StateDatabase.open(file)).isInstanceOf(AgentException.StateDirUnusable.class)
        .hasMessageEndingWith("move it away to start afresh");
  }

  @Test
  void whatCannotBeOpenedIsNotToBeMovedAway() throws Exception {
    Path file = temp.resolve("state.db");
    StateDatabase.open(file).close();
    Files.createDirectory(temp.resolve("state.db-wal"));

    assertThatThrownBy(() -> StateDatabase.open(file)).isInstanceOf(AgentException.StateDirUnusable.class)
        .hasMessageContaining("permissions").hasMessageNotContaining("move it away");
  }
}

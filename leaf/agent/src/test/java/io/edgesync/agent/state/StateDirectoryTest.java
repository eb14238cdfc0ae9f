package io.edgesync.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.SessionState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

  @TempDir
  Path temp;

  @Test
  void aSecondDaemonOnTheSameDirectoryIsTurnedAwayWithTheRemedy() throws Exception {
    try (StateDirectory first = StateDirectory.open(temp.resolve("state"))) {
      assertThatThrownBy(() -> StateDirectory.open(first.path())).isInstanceOf(AgentException.StateDirInUse.class)
          .hasMessageContaining(first.path().toString()).hasMessageContaining("--state-dir");
    }
    StateDirectory.open(temp.resolve("state")).close();
  }

  @Test
  void onlyItsUserMayEnterIt() throws Exception {
    try (StateDirectory state = StateDirectory.open(temp.resolve("state"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path()))).isEqualTo("rwx------");
    }
  }

  @Test
  void theDefaultFollowsTheXdgRules() {
    Path home = Path.of("/home/someone");

    assertThat(StateDirectory.defaultPath(Map.of(), home)).isEqualTo(home.resolve(".local/state/edgesync"));
    assertThat(StateDirectory.defaultPath(Map.of("XDG_STATE_HOME", "/var/x"), home))
        .isEqualTo(Path.of("/var/x/edgesync"));
    assertThat(StateDirectory.defaultPath(Map.of("XDG_STATE_HOME", "relative"), home))
        .isEqualTo(home.resolve(".local/state/edgesync"));
  }

  @Test
  void aFileInItsPlaceIsNamed() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));

    assertThatThrownBy(() -> StateDirectory.open(file.resolve("state")))
        .isInstanceOf(AgentException.StateDirUnusable.class).hasMessageContaining(file.toString());
  }

  @Test
  void theLastSessionWithEachPeerOutlivesTheDaemon() throws Exception {
    Path file = temp.resolve("state.db");
    SessionState denied = new SessionState(SessionState.Outcome.DENIED, Instant.ofEpochMilli(5), 1, 0, 0, 10, 20,
        "not authorized to read");
    try (StateDatabase state = StateDatabase.open(file)) {
      state.record("p1", "UPEER",
          new SessionState(SessionState.Outcome.OK, Instant.ofEpochMilli(4), 1, 2, 3, 4, 5, ""));
      state.record("p1", "UPEER", denied);
      state.block("p1", "abc", "too large", Instant.EPOCH);
    }

    try (StateDatabase state = StateDatabase.open(file)) {
      assertThat(state.peers("p1"))
          .containsExactly(new PeerRecord("UPEER", denied, Instant.ofEpochMilli(4), 14, 25));
      assertThat(state.peers("p2")).isEmpty();
      assertThat(state.blocked("p1")).containsExactly(new BlockedArtifact("abc", "too large"));
      state.unblockAll("p1");
      assertThat(state.blocked("p1")).isEmpty();
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsNamedWithTheRemedy() throws Exception {
    Path file = Files.writeString(temp.resolve("state.db"),
        "this is no database, but long enough to look at".repeat(50));

    assertThatThrownBy(() -> StateDatabase.open(file)).isInstanceOf(AgentException.StateDirUnusable.class)
        .hasMessageContaining(file.toString());
  }
}

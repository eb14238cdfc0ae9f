package io.edgesync.agent;

import io.edgesync.agent.state.StateDatabase;
import io.edgesync.agent.state.StateDirectory;
import io.edgesync.mesh.identity.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Does in a directory beside what a start does in its state directory, and takes it away: a daemon may run on the one that is meant. */
final class StateTrial {

  private StateTrial() {}

  /** @throws AgentException.StateDirUnusable as the start would */
  static void of(Path stateDir) throws AgentException {
    Path wanted = stateDir.toAbsolutePath().normalize();
    Path there = wanted;
    while (Files.notExists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      for (String file : List.of("lock", "state.db", "node.key")) {
        requireWritable(wanted.resolve(file));
      }
      Path trial = Files.createTempDirectory(there, ".edgesync-check-");
      try {
        begin(trial.resolve("state"));
      } catch (AgentException e) {
        throw unusable(String.valueOf(e.getMessage()).replace(trial.resolve("state").toString(), wanted.toString()), e);
      } finally {
        remove(trial);
      }
    } catch (IOException e) {
      throw unusable(wanted + ": cannot be used as state directory (" + e + "), name a writable one with --state-dir",
          e);
    }
  }

  private static void requireWritable(Path file) throws IOException {
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new IOException(file + " cannot be written");
    }
  }

  private static void begin(Path directory) throws AgentException, IOException {
    try (StateDirectory state = StateDirectory.open(directory);
        StateDatabase _ = StateDatabase.open(state.database())) {
      NodeIdentity.loadOrCreate(state.keyFile());
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static AgentException unusable(String why, Exception cause) {
    return new AgentException.StateDirUnusable(why, cause);
  }
}

package io.edgesync.agent;

import io.edgesync.agent.control.ControlClient;
import io.edgesync.agent.state.StateDatabase;
import io.edgesync.agent.state.StateDirectory;
import io.edgesync.mesh.identity.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Does in a directory beside what a start does in its state directory, and takes it away: a daemon may run on the one that is meant. */
final class StateTrial {

  private final Path wanted;
  private final List<String> problems = new ArrayList<>();

  private StateTrial(Path wanted) {
    this.wanted = wanted;
  }

  /** What a start would complain of, all of it. */
  static List<String> of(Path stateDir) {
    StateTrial trial = new StateTrial(stateDir.toAbsolutePath().normalize());
    trial.key();
    trial.directory();
    return trial.problems;
  }

  private void key() {
    Path key = wanted.resolve("node.key");
    if (Files.exists(key, LinkOption.NOFOLLOW_LINKS)) {
      try {
        NodeIdentity.loadOrCreate(key);
      } catch (IOException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
  }

  private void directory() {
    Path there = wanted;
    // A link that leads nowhere is there, in the way of a directory.
    while (Files.notExists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      Path lock = wanted.resolve("lock");
      if (Files.isDirectory(lock) || (Files.exists(lock) && !Files.isWritable(lock))) {
        throw new IOException(lock + " cannot be written");
      }
      Path trial = Files.createTempDirectory(there, ".edgesync-check-");
      try {
        begin(Files.createDirectory(trial.resolve("state"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
      } finally {
        remove(trial);
      }
    } catch (IOException e) {
      problems.add(wanted + ": cannot be used as state directory (" + e + "), name a writable one with --state-dir");
    }
  }

  private void begin(Path directory) throws IOException {
    copyDatabase(directory);
    try (StateDirectory state = StateDirectory.open(directory);
        StateDatabase _ = StateDatabase.open(state.database())) {
      NodeIdentity.loadOrCreate(state.keyFile());
    } catch (AgentException e) {
      problems.add(String.valueOf(e.getMessage()).replace(directory.toString(), wanted.toString()));
    }
  }

  /** A copy, for who opens a database locks it. One that a daemon has open is good enough for daemons. */
  private void copyDatabase(Path directory) throws IOException {
    Path database = wanted.resolve("state.db");
    if (!Files.exists(database, LinkOption.NOFOLLOW_LINKS) || isRunning()) {
      return;
    }
    // A start gives it its mode, which only its owner can.
    Files.setPosixFilePermissions(database, Files.getPosixFilePermissions(database));
    for (String name : List.of("state.db", "state.db-wal", "state.db-journal")) {
      Path file = wanted.resolve(name);
      if (Files.isReadable(file)) {
        Files.copy(file, directory.resolve(name));
      }
    }
  }

  private boolean isRunning() {
    try (ControlClient _ = ControlClient.connect(wanted)) {
      return true;
    } catch (AgentException nobodyAnswers) {
      return false;
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}

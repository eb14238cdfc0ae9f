package io.edgesync.agent.state;

import io.edgesync.agent.AgentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directory that one daemon owns while it runs: mode 0700, locked by {@code lock}, which holds the daemon's process id as
 * text. Closing gives the lock back; the directory and its files stay.
 */
public final class StateDirectory implements AutoCloseable {

  private final Path path;
  private final FileChannel lockChannel;
  private final FileLock lock;

  private StateDirectory(Path path, FileChannel lockChannel, FileLock lock) {
    this.path = path;
    this.lockChannel = lockChannel;
    this.lock = lock;
  }

  /**
   * Where a daemon keeps its state when it is not told: {@code $XDG_STATE_HOME/edgesync}, else
   * {@code ~/.local/state/edgesync} (XDG base directory specification: a relative value is ignored).
   */
  public static Path defaultPath(Map<String, String> environment, Path home) {
    @Nullable
    String xdg = environment.get("XDG_STATE_HOME");
    if (xdg != null && Path.of(xdg).isAbsolute()) {
      return Path.of(xdg, "edgesync");
    }
    return home.resolve(".local").resolve("state").resolve("edgesync");
  }

  /** The control socket of the daemon that owns {@code stateDir}. */
  public static Path controlSocket(Path stateDir) {
    return stateDir.resolve("control");
  }

  /**
   * Makes the directory when it is missing and locks it.
   *
   * @throws AgentException.StateDirInUse    when another daemon, of this process or another, holds it
   * @throws AgentException.StateDirUnusable when it cannot be made or written
   */
  public static StateDirectory open(Path path) throws AgentException {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      FileChannel channel = FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE,
          StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        @Nullable
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw new AgentException.StateDirInUse(absolute, holder(channel));
        }
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
        return new StateDirectory(absolute, channel, lock);
      } catch (OverlappingFileLockException heldByThisProcess) {
        channel.close();
        throw new AgentException.StateDirInUse(absolute, " of this process");
      } catch (AgentException | IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new AgentException.StateDirUnusable(
          absolute + ": cannot be used as state directory (" + e + "), name a writable one with --state-dir", e);
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(20);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    return pid.matches("[0-9]+") ? " (process " + pid + ")" : "";
  }

  public Path path() {
    return path;
  }

  /** The node's key, made at the first start, mode 0600. */
  public Path keyFile() {
    return path.resolve("node.key");
  }

  public Path controlSocket() {
    return controlSocket(path);
  }

  public Path database() {
    return path.resolve("state.db");
  }

  /** Gives the lock back; waits for nothing. */
  @Override
  public void close() {
    try {
      lock.release();
      lockChannel.close();
    } catch (IOException alreadyGone) {
      // The lock ends with the process at the latest.
      return;
    }
  }
}

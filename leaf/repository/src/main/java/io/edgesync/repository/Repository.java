package io.edgesync.repository;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.user.Users;
import io.edgesync.xfer.artifact.ProjectCode;
import java.nio.file.Path;

/**
 * An open Fossil repository. Callable from any thread, virtual ones included: calls block, SQLite runs on platform threads inside. Other
 * programs, stock Fossil among them, may use the same file at any time.
 */
public final class Repository implements AutoCloseable {

  private final Path file;

  private Repository(Path file) {
    this.file = file;
  }

  /**
   * Makes a repository as {@code fossil init} does, except that the administrator's password is stored as a hash, and opens it.
   *
   * @throws RepositoryException.Exists where there is a file of that name
   */
  public static Repository create(Path file, NewRepository how) {
    throw new IllegalStateException(file + " " + how);
  }

  /** @throws RepositoryException that says what is wrong with the file, and the remedy */
  public static Repository open(Path file, RepositoryOptions options) {
    throw new IllegalStateException(file + " " + options);
  }

  public Path file() {
    return file;
  }

  public ProjectCode projectCode() {
    return artifacts().projectCode();
  }

  /** 40 hexadecimal digits that tell this file from its clones. */
  public String serverCode() {
    return artifacts().serverCode();
  }

  public ArtifactStore artifacts() {
    throw new IllegalStateException();
  }

  public Users users() {
    throw new IllegalStateException();
  }

  public Changes changes() {
    throw new IllegalStateException();
  }

  /** Waits for the operations that are under way, then closes the connections; idempotent. */
  @Override
  public void close() {}
}

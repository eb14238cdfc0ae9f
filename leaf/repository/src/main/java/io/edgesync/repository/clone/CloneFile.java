package io.edgesync.repository.clone;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.xfer.artifact.ProjectCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A clone while it is under way: {@code NAME.part} takes the stored bytes of each reply verbatim, one transaction per reply, with the
 * cursor in its table {@code fx_clone}; a clone that was broken off goes on from there. When everything is here, {@link #finish} verifies
 * and crosslinks all of it and renames the file into place. One thread at a time.
 */
public final class CloneFile implements AutoCloseable {

  private CloneFile() {}

  /**
   * Goes on with {@code TARGET.part}, or begins it.
   *
   * @throws io.edgesync.repository.RepositoryException.Exists where {@code target} itself is there already
   */
  public static CloneFile openOrCreate(Path target, RepositoryOptions options) {
    throw new IllegalStateException(target + " " + options);
  }

  /** The project that is being cloned, once a server told. */
  public Optional<ProjectCode> projectCode() {
    throw new IllegalStateException();
  }

  /** Notes the project; where one is noted already it must be the same. Tells whose sequence numbers the cursor counts. */
  public void start(ProjectCode project, String serverCode) {
    throw new IllegalStateException(project + serverCode);
  }

  /** The server code whose sequence numbers the cursor counts: another server's replies need {@link #restart}. */
  public Optional<String> serverCode() {
    throw new IllegalStateException();
  }

  /** The {@code N} of the next {@code clone 3 N}: 1 at the beginning, 0 when everything is here. */
  public int nextSequence() {
    throw new IllegalStateException();
  }

  /** Artifacts that are here. */
  public long artifacts() {
    throw new IllegalStateException();
  }

  /** Counts from the beginning again, with another server; artifacts that are here stay and are skipped when they come again. */
  public void restart(String serverCode) {
    throw new IllegalStateException(serverCode);
  }

  /** Stores one reply, all of it or nothing, and closes its contents. Artifacts that are here already are skipped. */
  public void append(List<StoredArtifact> reply, int nextSequence) {
    throw new IllegalStateException(reply + " " + nextSequence);
  }

  /** Stores one {@code config} card's payload, as {@code /config}, {@code /user} … name it. */
  public void config(String area, byte[] payload) {
    throw new IllegalStateException(area + payload.length);
  }

  /** Verifies and crosslinks everything, renames the file into place and opens it. */
  public Repository finish(CloneOptions how, Progress progress) {
    throw new IllegalStateException(how + " " + progress);
  }

  /** Leaves the part where it is. Idempotent. */
  @Override
  public void close() {}

  /** Told every now and then how far the second phase is. */
  @FunctionalInterface
  public interface Progress {
    Progress NONE = (done, total) -> {};

    void at(long done, long total);
  }
}

package io.edgesync.sync.answer;

import io.edgesync.repository.Repository;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.checkin.CheckinLocks;
import org.jspecify.annotations.Nullable;

/**
 * What an answerer answers for.
 *
 * @param locks null where check-in locks are not kept: who asks for one hears nothing of it
 */
public record Served(ArtifactStore artifacts, @Nullable CheckinLocks locks) {

  public static Served of(Repository repository) {
    return new Served(repository.artifacts(), repository.checkinLocks());
  }

  /** Artifacts and nothing else. */
  public static Served of(ArtifactStore artifacts) {
    return new Served(artifacts, null);
  }
}

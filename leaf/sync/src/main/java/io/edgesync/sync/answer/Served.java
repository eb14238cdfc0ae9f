package io.edgesync.sync.answer;

import io.edgesync.repository.Repository;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.checkin.CheckinLocks;
import io.edgesync.repository.configuration.Configuration;
import io.edgesync.repository.link.ProjectLinks;
import io.edgesync.repository.setting.Settings;
import io.edgesync.repository.unversioned.UnversionedFiles;
import io.edgesync.sync.reconcile.PublicNames;
import org.jspecify.annotations.Nullable;

/**
 * What an answerer answers for.
 *
 * @param names         the set of the public ones, as our own peers compare it with theirs
 * @param locks         null where check-in locks are not kept: who asks for one hears nothing of it
 * @param settings      null where a reply has the standard limits
 * @param unversioned   null where no unversioned file is known, and none may be written
 * @param configuration null where none is given, and none is taken
 * @param links         null where no other place is kept, and none is told
 */
public record Served(ArtifactStore artifacts, PublicNames names, @Nullable CheckinLocks locks,
    @Nullable Settings settings, @Nullable UnversionedFiles unversioned, @Nullable Configuration configuration,
    @Nullable ProjectLinks links) {

  public static Served of(Repository repository) {
    return of(repository, PublicNames.scanning(repository.artifacts()));
  }

  /** One whose fingerprint is kept. */
  public static Served of(Repository repository, PublicNames names) {
    return new Served(repository.artifacts(), names, repository.checkinLocks(), repository.settings(),
        repository.unversioned(), repository.configuration(), repository.links());
  }

  /** Artifacts and nothing else. */
  public static Served of(ArtifactStore artifacts) {
    return new Served(artifacts, PublicNames.scanning(artifacts), null, null, null, null, null);
  }
}

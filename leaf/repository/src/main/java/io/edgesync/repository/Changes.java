package io.edgesync.repository;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;

/**
 * What happened to a repository while nobody of ours looked: other programs commit into the same file.
 */
public interface Changes {

  /** A point in the life of a repository. Only valid for the open repository that gave it. */
  final class Mark {
    final long ridLast;
    final int[] pending;

    Mark(long ridLast, int[] pending) {
      this.ridLast = ridLast;
      this.pending = pending;
    }
  }

  /** Public artifacts that became available after a mark, oldest first, and the mark to ask with next time. */
  record News(List<Hash> available, Mark mark) {}

  /** A number that differs from the one before whenever another program committed in between. Two system calls or so. */
  long dataVersion();

  /** Everything that is here now counts as known. */
  Mark mark();

  /** What came since: new rows, phantoms that were filled, artifacts that were made public; written by us or by others. */
  News newPublicArtifactsSince(Mark mark);
}

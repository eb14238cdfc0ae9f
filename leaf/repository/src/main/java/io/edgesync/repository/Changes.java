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
    /** Rows that are no public artifacts yet: phantoms, what hangs on them, what is private. */
    final int[] pending;
    final Shape shape;

    Mark(long ridLast, int[] pending, Shape shape) {
      this.ridLast = ridLast;
      this.pending = pending;
      this.shape = shape;
    }
  }

  /**
   * By what rows show that they may have gone or been replaced. Rids grow, but whoever deletes the last one gives it to the next that
   * comes.
   *
   * @param epoch   the rest is looked at where somebody else wrote since
   * @param shunned what is on the shun list, and whether SHA1 names are as good as listed
   * @param rows    of {@code blob}
   * @param last    names of the rows with the last rids, of the last one also its origin
   * @param rebuilt when and by whom the repository was rebuilt
   */
  record Shape(long epoch, int shunned, long rows, String last, String rebuilt) {}

  /**
   * Public artifacts that became available after a mark, oldest first, and the mark to ask with next time.
   *
   * @param isWhole nothing else happened to the set of public artifacts; where it is false the set is to be read anew, for artifacts may
   *                have gone, and others come in their place
   */
  record News(List<Hash> available, Mark mark, boolean isWhole) {}

  /** A number that differs from the one before whenever another program committed in between. Two system calls or so. */
  long dataVersion();

  /** Everything that is here now counts as known. */
  Mark mark();

  /**
   * What came since: new rows, phantoms that were filled, artifacts that were made public; written by us or by others. Where others wrote
   * it costs counting the rows, too.
   */
  News newPublicArtifactsSince(Mark mark);
}

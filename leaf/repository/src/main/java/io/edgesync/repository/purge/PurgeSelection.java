package io.edgesync.repository.purge;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;

/** What is to be purged. */
public sealed interface PurgeSelection {

  /** These artifacts and nothing else: {@code fossil purge artifacts}. */
  record Artifacts(List<Hash> names) implements PurgeSelection {
    public Artifacts {
      names = List.copyOf(names);
    }
  }

  /**
   * Check-ins, everything that was made from them, and the files and tags that nothing else has to do with: {@code fossil purge checkins}. A
   * whole branch is its first check-in, {@code start:NAME}.
   */
  record Checkins(List<Hash> first) implements PurgeSelection {
    public Checkins {
      first = List.copyOf(first);
    }
  }

  /** Every version of files with these paths, or in the directories of these names: {@code fossil purge files}. */
  record Files(List<String> paths) implements PurgeSelection {
    public Files {
      paths = List.copyOf(paths);
    }
  }
}

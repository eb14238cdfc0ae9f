package io.edgesync.repository.rebuild;

import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.ArtifactHasher;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a rebuild or a verification runs.
 *
 * @param hashingThreads      workers that check names beside the thread that expands; at least 1
 * @param bytesInFlightMax    how many expanded bytes may wait for hashing before expansion pauses; a single larger artifact still
 *                            passes, alone
 * @param expandedBytesMax    the largest artifact that is expanded; a larger one makes the run fail by name
 * @param hashers             makes a hasher for each worker
 * @param clock               "now" for the rows whose time Fossil takes from the wall clock (the tag on a cluster)
 * @param login               who signs the control artifacts that a rebuild makes where nobody ever named the trunk; {@code null}
 *                            for the file's default user
 * @param progress            told how far it has come
 * @param makesTrunk          whether those control artifacts are made: not where artifacts may be missing still
 */
public record RebuildOptions(int hashingThreads, long bytesInFlightMax, long expandedBytesMax,
    Supplier<ArtifactHasher> hashers, InstantSource clock, @Nullable String login,
    RebuildProgress progress, boolean makesTrunk) {

  private static final long IN_FLIGHT_DEFAULT = 12L << 20;

  public RebuildOptions {
    if (hashingThreads < 1 || bytesInFlightMax < 1 || expandedBytesMax < 1) {
      throw new IllegalArgumentException(
          "threads and bytes must be positive: " + hashingThreads + ", " + bytesInFlightMax
              + ", " + expandedBytesMax);
    }
  }

  public RebuildOptions(int hashingThreads, long bytesInFlightMax, long expandedBytesMax,
      Supplier<ArtifactHasher> hashers, InstantSource clock, @Nullable String login, RebuildProgress progress) {
    this(hashingThreads, bytesInFlightMax, expandedBytesMax, hashers, clock, login, progress, true);
  }

  public RebuildOptions withLogin(@Nullable String who) {
    return new RebuildOptions(hashingThreads, bytesInFlightMax, expandedBytesMax, hashers, clock, who, progress,
        makesTrunk);
  }

  public RebuildOptions withTrunk(boolean isMade) {
    return new RebuildOptions(hashingThreads, bytesInFlightMax, expandedBytesMax, hashers, clock, login, progress,
        isMade);
  }

  RebuildOptions silently() {
    return new RebuildOptions(hashingThreads, bytesInFlightMax, expandedBytesMax, hashers, clock, login,
        RebuildProgress.SILENT, makesTrunk);
  }

  int artifactBytesMax() {
    return (int) Math.min(Integer.MAX_VALUE - 8, expandedBytesMax);
  }

  /** A worker per processor, 12 MiB ahead of them, artifacts up to what {@link RepositoryOptions#standard()} takes. */
  public static RebuildOptions defaults(RebuildProgress progress) {
    return new RebuildOptions(Runtime.getRuntime().availableProcessors(), IN_FLIGHT_DEFAULT,
        Math.max(IN_FLIGHT_DEFAULT, RepositoryOptions.standard().artifactBytesMax()), ArtifactHasher::fastest,
        InstantSource.system(), null, progress);
  }
}

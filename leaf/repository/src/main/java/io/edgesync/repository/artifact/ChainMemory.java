package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryOptions;

/** The memory that it takes to expand a delta chain, summed up from its far end towards the artifact. */
final class ChainMemory {

  /** Stored bytes of a chain up to this sum are read along with its rows. */
  static final long AT_ONCE_BYTES = 256 << 10;
  private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 16;

  private long largestBytes;
  private long stepBytes;
  private long framedBytes;
  private long lastBytes;

  /** @param baseBytes of the content that the farthest delta applies to, 0 where the farthest row is a full text */
  ChainMemory(long baseBytes) {
    this.largestBytes = baseBytes;
    this.lastBytes = baseBytes;
  }

  /** At each step what was made before, the stored bytes of this one, and what is made of them. */
  void add(BlobRow row) {
    stepBytes = Math.max(stepBytes, lastBytes + row.framedBytes() + row.sizeBytes());
    largestBytes = Math.max(largestBytes, row.sizeBytes());
    framedBytes += row.framedBytes();
    lastBytes = row.sizeBytes();
  }

  long largestBytes() {
    return largestBytes;
  }

  /** @param isFramed whether the last content is wanted in stored form */
  long bytes(boolean isFramed) {
    long most = Math.max(stepBytes, isFramed ? Math.max(largestBytes, 2 * lastBytes) : largestBytes);
    return most + Math.min(AT_ONCE_BYTES, framedBytes);
  }

  /** What is within the limit for artifacts is tried in any case: memory that is taken now is given back. */
  boolean isTooMuch(RepositoryOptions options, boolean isFramed) {
    return largestBytes > options.artifactBytesMax()
        && (bytes(isFramed) > options.budget().totalBytes() || largestBytes > ARRAY_BYTES_MAX);
  }
}

package io.edgesync.agent;

import java.time.Duration;

/**
 * What one daemon spends at most. The defaults belong to the documented heap of 256 MiB.
 *
 * @param memoryBytes      bytes of artifacts and bodies held at once over all sessions (the {@code MemoryBudget})
 * @param brokerBytesMax   bytes that peers may make the embedded NATS server keep
 * @param artifactBytesMax the largest artifact that is stored or sent; a larger one is refused by name and shown as blocked
 * @param answersMax       rounds answered at the same time; more are refused with a time to come back
 * @param payloadBytesMax  {@code max_payload} of the embedded NATS server
 * @param roundPatience    how long one round may take before it counts as unanswered
 */
public record DaemonLimits(long memoryBytes, long brokerBytesMax, long artifactBytesMax, int answersMax,
    int payloadBytesMax,
    Duration roundPatience) {

  /** The heap that the launcher gives a daemon, in MiB. */
  public static final int HEAP_MEBIBYTES = 256;

  /** The limits that fit {@link #HEAP_MEBIBYTES}: artifacts up to 64 MiB. */
  public static final DaemonLimits DEFAULT = new DaemonLimits(160L << 20, 48L << 20, 64L << 20, 4, 1 << 20,
      Duration.ofSeconds(60));

  public DaemonLimits {
    // An artifact is in memory as it came, expanded, and half of it again in the copies between them.
    if (artifactBytesMax <= 0 || memoryBytes / 5 * 2 < artifactBytesMax) {
      throw new IllegalArgumentException("artifact-max: " + artifactBytesMax
          + " bytes, expected more than none and at most " + memoryBytes / 5 * 2
          + " bytes, two fifths of the memory budget; a larger heap (EDGESYNC_JAVA_OPTS=-Xmx…) allows more");
    }
    if (answersMax < 1) {
      throw new IllegalArgumentException("answersMax: " + answersMax + ", expected at least 1");
    }
  }

  /** In proportion to a heap larger than {@link #HEAP_MEBIBYTES}: more memory for both, so that larger artifacts may be allowed. */
  public DaemonLimits withHeap(long heapBytes) {
    return new DaemonLimits(Math.max(memoryBytes, heapBytes / 8 * 5), Math.max(brokerBytesMax, heapBytes / 16 * 3),
        artifactBytesMax, answersMax, payloadBytesMax,
        roundPatience);
  }

  public DaemonLimits withArtifactBytesMax(long bytes) {
    return new DaemonLimits(memoryBytes, brokerBytesMax, bytes, answersMax, payloadBytesMax, roundPatience);
  }
}

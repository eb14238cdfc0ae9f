package io.edgesync.xfer.artifact;

/**
 * Computes artifact names in batches. A caller submits as many artifacts as it has at hand and then drains; an implementation
 * may hash several side by side. Results may arrive during {@link #submit} or {@link #drain}, in any order, always on the
 * calling thread. Not thread-safe: one hasher per worker.
 */
public interface ArtifactHasher extends AutoCloseable {

  /** Receives the name of one submitted artifact. */
  @FunctionalInterface
  interface Result {
    void hashed(Hash name);
  }

  /**
   * Hands over {@code length} bytes of {@code bytes} from {@code offset}; the array must stay unchanged until the result came.
   */
  void submit(HashAlgorithm algorithm, byte[] bytes, int offset, int length, Result result);

  /** Returns when every submitted artifact has been reported. */
  void drain();

  @Override
  void close();

  /** The name of one artifact, for callers that have only one. */
  default Hash hash(HashAlgorithm algorithm, byte[] bytes) {
    Hash[] name = new Hash[1];
    submit(algorithm, bytes, 0, bytes.length, h -> name[0] = h);
    drain();
    return name[0];
  }

  /**
   * The fastest hasher that this Java has: in vector lanes where the process was started with {@code --add-modules
   * jdk.incubator.vector} and the processor has four lanes or more, else the JDK's digest.
   */
  static ArtifactHasher fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors && KeccakLanes.WIDTH >= 4 ? new LaneArtifactHasher() : new JdkArtifactHasher();
  }

  /**
   * Has the lanes of {@link #fastest} compiled on a thread of its own, for a program that will hash in bulk, but has to wait for others first:
   * whoever hashes first waits for the compiler. Costs half a second of a processor.
   */
  static void prepare() {
    Thread.ofPlatform().name("artifact-hash-prepare").daemon(true).start(() -> {
      try (ArtifactHasher hasher = fastest()) {
        byte[] zeros = new byte[LaneArtifactHasher.COLD_BYTES];
        for (int artifact = 0; artifact < LaneArtifactHasher.WIDTH_MAX; artifact++) {
          hasher.submit(HashAlgorithm.SHA3_256, zeros, 0, zeros.length, _ -> {});
        }
        hasher.drain();
      }
    });
  }
}

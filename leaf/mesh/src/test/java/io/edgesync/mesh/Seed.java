package io.edgesync.mesh;

import java.util.random.RandomGenerator;

/** Where a test at random begins: {@code -Dseed=N} repeats what another run printed. */
public final class Seed {
  private Seed() {}

  /** Printed, so that a failure can be repeated. */
  public static long next() {
    long seed = Long.getLong("seed", RandomGenerator.getDefault().nextLong());
    System.out.println("-Dseed=" + seed);
    return seed;
  }
}

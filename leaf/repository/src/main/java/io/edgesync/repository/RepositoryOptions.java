package io.edgesync.repository;

import io.edgesync.xfer.content.MemoryBudget;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How this process works with repositories.
 *
 * @param budget           what loaded artifacts are charged to; one for the whole process
 * @param artifactBytesMax largest artifact that is received or expanded, in bytes; larger ones are refused by name
 * @param clock            the time written into {@code rcvfrom}
 * @param busyPatience     how long an operation waits for other programs before it fails as
 *                         {@link RepositoryException.Busy}; time spent behind other operations of this process comes on top
 */
public record RepositoryOptions(MemoryBudget budget, long artifactBytesMax, InstantSource clock,
    Duration busyPatience) {

  /** As long as stock Fossil waits. */
  public static final Duration STOCK_PATIENCE = Duration.ofSeconds(15);

  public RepositoryOptions {
    if (artifactBytesMax <= 0 || busyPatience.isNegative()) {
      throw new IllegalArgumentException(
          "artifactBytesMax " + artifactBytesMax + ", busyPatience " + busyPatience + ": expected positive values");
    }
  }

  /**
   * Options in proportion to a heap: 65 % of it is the budget, and an artifact may take two fifths of the budget, because receiving one holds
   * it, its compressed form and some of a copy at once. What {@code -Xmx256m} leaves to objects, 247.5 MiB, takes the documented 64 MiB.
   */
  public static RepositoryOptions forHeap(long heapBytes, InstantSource clock) {
    long budgetBytes = Math.max(heapBytes / 20 * 13, 1 << 20);
    return new RepositoryOptions(new MemoryBudget(budgetBytes), Math.min(budgetBytes / 5 * 2, 1_000_000_000L), clock,
        STOCK_PATIENCE);
  }

  /** Options for a program that runs alone in this process. */
  public static RepositoryOptions standard() {
    return forHeap(Runtime.getRuntime().maxMemory(), InstantSource.system());
  }
}

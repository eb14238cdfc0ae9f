package io.edgesync.ops.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long operations took, waiting included. Thread-safe. */
final class Waits {

  private final List<Long> nanos = new ArrayList<>();

  synchronized void add(long took) {
    nanos.add(took);
  }

  synchronized int count() {
    return nanos.size();
  }

  /** In milliseconds; 0 where there was none. */
  synchronized long millis(double quantile) {
    if (nanos.isEmpty()) {
      return 0;
    }
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1L, (long) (quantile * sorted.size()))) / 1_000_000;
  }
}

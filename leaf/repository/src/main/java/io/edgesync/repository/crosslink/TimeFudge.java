package io.edgesync.repository.crosslink;

import java.util.HashMap;
import java.util.Map;

/**
 * Moves the displayed times of check-ins that are not older than their child by a few milliseconds, so that a timeline shows
 * them in order (Fossil {@code src/manifest.c, manifest_crosslink_end()}).
 */
public final class TimeFudge {

  /** A parent within this many days of its child is remembered. */
  private static final double WINDOW_DAYS = 2.0 / 86_400.0;
  private static final double STEP_DAYS = 25.0 / 86_400_000.0;
  private static final int ROUNDS_MAX = 30;

  private static final class Pair {
    final long child;
    double parentTime;
    double childTime;

    Pair(double parentTime, long child, double childTime) {
      this.parentTime = parentTime;
      this.child = child;
      this.childTime = childTime;
    }
  }

  private final Map<Long, Pair> byParent = new HashMap<>();

  /** Remembers a parent and its child if they are close; of several children the last one counts. */
  public void note(long parent, double parentTime, long child, double childTime) {
    if (childTime < parentTime + WINDOW_DAYS) {
      byParent.put(parent, new Pair(parentTime, child, childTime));
    }
  }

  /**
   * The times that the remembered parents' events are to have, by rid. They apply to {@code event.mtime} where that equals
   * {@code omtime}.
   */
  public Map<Long, Double> settle() {
    for (int round = 0; round < ROUNDS_MAX && pushParentsBack(); round++) {
      for (Pair pair : byParent.values()) {
        Pair ofChild = byParent.get(pair.child);
        // Where the child has no entry Fossil sets NULL, and NULL compares as no change from then on.
        pair.childTime = ofChild == null ? Double.NaN : ofChild.parentTime;
      }
    }
    Map<Long, Double> times = new HashMap<>();
    byParent.forEach((parent, pair) -> times.put(parent, pair.parentTime));
    byParent.clear();
    return times;
  }

  private boolean pushParentsBack() {
    boolean changed = false;
    for (Pair pair : byParent.values()) {
      if (pair.parentTime >= pair.childTime && pair.parentTime < pair.childTime + WINDOW_DAYS) {
        pair.parentTime = pair.childTime - STEP_DAYS;
        changed = true;
      }
    }
    return changed;
  }
}

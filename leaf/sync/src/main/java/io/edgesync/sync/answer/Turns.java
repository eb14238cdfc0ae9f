package io.edgesync.sync.answer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Places for rounds that are answered at the same time. One repository takes half of them at most, so that one which is slow leaves room for the
 * others; its other rounds wait outside, in the order in which they came. All repositories together that other programs hold locked take half
 * of the places at most, too: a round that came in before that was known keeps nobody else's place, and nobody waits outside for such a
 * repository. Thread-safe.
 *
 * @param <K> what names a repository
 */
public final class Turns<K> {

  /** How soon those outside see that a repository is locked. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final int places;
  private final int share;
  private final int waitingMax;
  private final Predicate<K> isLocked;
  /** Those that somebody stands in; guarded by this. */
  private final Map<K, Line> lines = new HashMap<>();
  /** In the order in which they came; guarded by this. */
  private final Deque<Waiter> outside = new ArrayDeque<>();

  /** Those who have, or want, a place for one repository. */
  private final class Line {
    final K repository;
    int inside;
    int waiting;

    Line(K repository) {
      this.repository = repository;
    }
  }

  /** A round outside. */
  private final class Waiter {
    final Line line;

    Waiter(Line line) {
      this.line = line;
    }
  }

  /**
   * All places free.
   *
   * @param places     rounds at the same time
   * @param waitingMax rounds of one repository that wait
   * @param isLocked   whether another program keeps the rounds of a repository waiting; asked often
   */
  public Turns(int places, int waitingMax, Predicate<K> isLocked) {
    this.places = places;
    this.share = Math.max(1, places / 2);
    this.waitingMax = waitingMax;
    this.isLocked = isLocked;
  }

  /** A place that was taken. */
  public final class Turn implements AutoCloseable {
    private final Line line;

    private Turn(Line line) {
      this.line = line;
    }

    /** Gives it back. Not twice. */
    @Override
    public void close() {
      synchronized (Turns.this) {
        line.inside--;
        left(line);
      }
    }
  }

  /** Waits for a place; null when there was none in time, when too many wait for this repository already, or when it is locked. */
  public synchronized @Nullable Turn take(K repository, Duration patience) throws InterruptedException {
    Line line = lines.computeIfAbsent(repository, Line::new);
    if (line.inside + line.waiting >= share + waitingMax) {
      return null;
    }
    long deadline = System.nanoTime() + patience.toNanos();
    Waiter me = new Waiter(line);
    line.waiting++;
    outside.addLast(me);
    try {
      while (!isNext(me)) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || isLocked.test(repository)) {
          return null;
        }
        TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, LOOK_NANOS));
      }
      line.inside++;
      return new Turn(line);
    } finally {
      outside.remove(me);
      line.waiting--;
      left(line);
    }
  }

  /** Whether there is a place for {@code me}, and for nobody who came before. */
  private boolean isNext(Waiter me) {
    Map<Line, Boolean> locked = new HashMap<>();
    int insideLocked = 0;
    int inside = 0;
    for (Line line : lines.values()) {
      boolean is = isLocked.test(line.repository);
      locked.put(line, is);
      insideLocked += is ? line.inside : 0;
      inside += is ? 0 : line.inside;
    }
    boolean isRoom = inside + Math.min(insideLocked, share) < places;
    for (Waiter waiter : outside) {
      boolean mayEnter = isRoom && waiter.line.inside < share
          && (insideLocked < share || Boolean.FALSE.equals(locked.get(waiter.line)));
      if (waiter == me || mayEnter) {
        return waiter == me && mayEnter;
      }
    }
    return false;
  }

  private void left(Line line) {
    if (line.inside + line.waiting == 0) {
      lines.remove(line.repository);
    }
    notifyAll();
  }
}

package io.edgesync.sync.answer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
  private final ReentrantLock lock = new ReentrantLock();
  // What follows is guarded by the lock. However many wait, each who comes or goes looks at those inside, who are few, and at who is next.
  /** Those that somebody stands in. */
  private final Map<K, Line> lines = new HashMap<>();
  /** Those that somebody is inside for. */
  private final Set<Line> occupied = new HashSet<>();
  /** Those whose first round may come in as soon as there is room, by when it came. */
  private final NavigableMap<Long, Line> ready = new TreeMap<>();
  private long came;

  /** Those who have, or want, a place for one repository. */
  private final class Line {
    private final K repository;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private int inside;
    /** Where it stands among the ready ones, if it does. */
    private long place;

    Line(K repository) {
      this.repository = repository;
    }

    boolean isLocked() {
      return isLocked.test(repository);
    }

    void come(Waiter waiter) {
      waiting.addLast(waiter);
      changed();
    }

    void enter(int more) {
      inside += more;
      if (inside > 0) {
        occupied.add(this);
      } else {
        occupied.remove(this);
      }
      changed();
    }

    void changed() {
      ready.remove(place, this);
      Waiter first = waiting.peek();
      if (first != null && inside < share) {
        place = first.number;
        ready.put(place, this);
      } else if (first == null && inside == 0) {
        lines.remove(repository);
      }
    }
  }

  /** A round outside. */
  private final class Waiter {
    private final long number = came++;
    private final Condition entered = lock.newCondition();
    private boolean isIn;
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
      lock.lock();
      try {
        line.enter(-1);
        letIn();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Waits for a place; null when there was none in time, when too many wait for this repository already, or when it is locked. */
  public @Nullable Turn take(K repository, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    lock.lock();
    try {
      Line line = lines.computeIfAbsent(repository, Line::new);
      if (line.inside + line.waiting.size() >= share + waitingMax) {
        return null;
      }
      Waiter me = new Waiter();
      line.come(me);
      try {
        for (letIn(); !me.isIn; letIn()) {
          long left = deadline - System.nanoTime();
          if (left <= 0 || line.isLocked()) {
            return null;
          }
          me.entered.awaitNanos(Math.min(left, LOOK_NANOS));
        }
        return new Turn(line);
      } catch (InterruptedException e) {
        if (me.isIn) {
          line.enter(-1);
          letIn();
        }
        throw e;
      } finally {
        if (!me.isIn) {
          line.waiting.remove(me);
          line.changed();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets those in for whom there is a place, in the order in which they came. */
  private void letIn() {
    for (Line next = next(); next != null; next = next()) {
      Waiter first = next.waiting.remove();
      first.isIn = true;
      first.entered.signal();
      next.enter(1);
    }
  }

  private @Nullable Line next() {
    int insideLocked = 0;
    int inside = 0;
    for (Line line : occupied) {
      boolean is = line.isLocked();
      insideLocked += is ? line.inside : 0;
      inside += is ? 0 : line.inside;
    }
    if (inside + Math.min(insideLocked, share) >= places) {
      return null;
    }
    for (Line line : ready.values()) {
      if (insideLocked < share || !line.isLocked()) {
        return line;
      }
    }
    return null;
  }
}

package io.edgesync.sync.answer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Places for rounds that are answered at the same time. One repository takes half of them at most, so that one which is slow, or locked by another
 * program, leaves room for the others; its other rounds wait outside, in the order in which they came. Thread-safe.
 *
 * @param <K> what names a repository
 */
public final class Turns<K> {

  private final Semaphore places;
  private final int share;
  private final int waitingMax;
  /** Those that somebody stands in; guarded by itself. */
  private final Map<K, Line> lines = new HashMap<>();

  /** Those who have, or want, a place for one repository. */
  private static final class Line {
    final Semaphore share;
    int rounds;

    Line(int share) {
      this.share = new Semaphore(share, true);
    }
  }

  /**
   * All places free.
   *
   * @param places     rounds at the same time
   * @param waitingMax rounds of one repository that wait
   */
  public Turns(int places, int waitingMax) {
    this.places = new Semaphore(places, true);
    this.share = Math.max(1, places / 2);
    this.waitingMax = waitingMax;
  }

  /** A place that was taken. */
  public final class Turn implements AutoCloseable {
    private final K repository;
    private final Line line;

    private Turn(K repository, Line line) {
      this.repository = repository;
      this.line = line;
    }

    /** Gives it back. Not twice. */
    @Override
    public void close() {
      places.release();
      line.share.release();
      leave(repository, line);
    }
  }

  /** Waits for a place; null when there was none in time, or when too many wait for this repository already. */
  public @Nullable Turn take(K repository, Duration patience) throws InterruptedException {
    Line line = enter(repository);
    if (line == null) {
      return null;
    }
    long deadline = System.nanoTime() + patience.toNanos();
    boolean isFirst = false;
    boolean isTaken = false;
    try {
      isFirst = line.share.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
      isTaken = isFirst && places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return isTaken ? new Turn(repository, line) : null;
    } finally {
      if (!isTaken) {
        if (isFirst) {
          line.share.release();
        }
        leave(repository, line);
      }
    }
  }

  private @Nullable Line enter(K repository) {
    synchronized (lines) {
      Line line = lines.computeIfAbsent(repository, _ -> new Line(share));
      if (line.rounds >= share + waitingMax) {
        return null;
      }
      line.rounds++;
      return line;
    }
  }

  private void leave(K repository, Line line) {
    synchronized (lines) {
      if (--line.rounds == 0) {
        lines.remove(repository);
      }
    }
  }
}

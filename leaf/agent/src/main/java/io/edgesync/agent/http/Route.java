package io.edgesync.agent.http;

import io.edgesync.xfer.round.Throttles;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One repository among the {@link Routes}, and the rounds that it is answering. Thread-safe. */
final class Route implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Route.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

  private final String name;
  private final XferHandler handler;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private int rounds;
  private boolean closed;

  Route(String name, XferHandler handler) {
    this.name = name;
    this.handler = handler;
  }

  String name() {
    return name;
  }

  Throttles throttles() {
    return handler.throttles();
  }

  boolean isLocked() {
    return handler.isLocked();
  }

  /** A round that this repository answers, until closed; null when it is not served any more. */
  @Nullable
  Visit enter() {
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      rounds++;
      return new Visit();
    } finally {
      lock.unlock();
    }
  }

  /** One round under way. */
  final class Visit implements AutoCloseable {

    XferHandler handler() {
      return handler;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        rounds--;
        left.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** From now on it answers nothing; waits a few seconds for the rounds that it is answering. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      long patience = CLOSE_PATIENCE.toNanos();
      while (rounds > 0 && patience > 0) {
        patience = left.awaitNanos(patience);
      }
      if (rounds > 0) {
        LOG.warn("repository is let go in the middle of rounds name={} rounds={}", name, rounds);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}

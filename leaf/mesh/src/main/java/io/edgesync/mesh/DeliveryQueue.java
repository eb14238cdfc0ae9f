package io.edgesync.mesh;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands between a Bus and a handler: a bounded queue, and a virtual thread that hands its deliveries over one by one, in order.
 * A handler that throws loses that delivery only. Thread-safe; {@link #offer} never waits for the handler.
 */
public final class DeliveryQueue {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);
  private static final Duration HANDLER_PATIENCE = Duration.ofSeconds(5);

  private final String subject;
  private final int pendingMax;
  private final long pendingBytesMax;
  private final Consumer<Delivery> handler;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Delivery> queue = new ArrayDeque<>();
  private long queuedBytes;
  private long dropped;
  private boolean closed;

  /**
   * Makes the queue; {@link #start} begins to hand over.
   *
   * @param subject that was subscribed to, for names and logs
   * @param pendingMax deliveries that may wait
   * @param pendingBytesMax bytes that may wait, headers and objects included; one delivery always fits
   * @throws IllegalArgumentException when there is no room for a single one
   */
  public DeliveryQueue(String subject, int pendingMax, long pendingBytesMax, Consumer<Delivery> handler) {
    if (pendingMax < 1) {
      throw new IllegalArgumentException("pendingMax must be positive: " + pendingMax);
    }
    this.subject = subject;
    this.pendingMax = pendingMax;
    this.pendingBytesMax = pendingBytesMax;
    this.handler = handler;
    this.thread = Thread.ofVirtual().name("bus " + subject).unstarted(this::handleAll);
  }

  public void start() {
    thread.start();
  }

  /** Queues it, or drops and counts it where there is no room; false once closed. */
  public boolean offer(Delivery delivery) {
    boolean first;
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      long bytes = delivery.bytesHeld();
      // One delivery always fits, so that a limit below max_payload slows down instead of cutting off.
      if (queue.isEmpty() || (queue.size() < pendingMax && queuedBytes + bytes <= pendingBytesMax)) {
        queue.add(delivery);
        queuedBytes += bytes;
        arrived.signal();
        return true;
      }
      first = dropped++ == 0;
    } finally {
      lock.unlock();
    }
    if (first) {
      LOG.warn("subscriber too slow, deliveries are dropped subject={} pendingMax={}", subject, pendingMax);
    }
    return true;
  }

  private void handleAll() {
    while (true) {
      Delivery next;
      lock.lock();
      try {
        while (queue.isEmpty() && !closed) {
          arrived.awaitUninterruptibly();
        }
        if (closed) {
          return;
        }
        next = queue.remove();
        queuedBytes -= next.bytesHeld();
      } finally {
        lock.unlock();
      }
      try {
        handler.accept(next);
      } catch (RuntimeException e) {
        LOG.error("handler failed subject={}", next.subject(), e);
      }
    }
  }

  /** Deliveries lost because there was no room. */
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing any more and discards what waits; a handler that runs is left to itself. Idempotent. */
  public void stop() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      queuedBytes = 0;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Stops, and tells a handler that waits for something by interrupt. */
  public void interrupt() {
    stop();
    thread.interrupt();
  }

  /** Stops, and waits a few seconds for a handler that runs, unless that is who calls. */
  public void stopAndJoin() {
    stop();
    if (!Thread.currentThread().equals(thread)) {
      try {
        if (!thread.join(HANDLER_PATIENCE)) {
          LOG.warn("handler still runs after its subscription was closed subject={}", subject);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

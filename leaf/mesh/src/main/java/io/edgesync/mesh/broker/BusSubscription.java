package io.edgesync.mesh.broker;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Subscription;
import io.edgesync.mesh.subject.Subjects;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscriber in this process: a bounded queue, and a virtual thread that hands its deliveries to the handler one by one. */
final class BusSubscription extends LocalInterest implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(BusSubscription.class);
  private static final Duration HANDLER_PATIENCE = Duration.ofSeconds(5);

  private final Router router;
  private final int pendingMax;
  private final long pendingBytesMax;
  private final Consumer<Delivery> handler;
  private final Consumer<BusSubscription> whenClosed;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Delivery> queue = new ArrayDeque<>();
  private long queuedBytes;
  private long dropped;
  private boolean closed;

  BusSubscription(Router router, String subject, @Nullable String queueGroup, int pendingMax, long pendingBytesMax,
      Consumer<Delivery> handler, Consumer<BusSubscription> whenClosed) {
    super(Subjects.toWire(subject), queueGroup == null ? null : Subjects.toWire(queueGroup));
    this.router = router;
    this.pendingMax = pendingMax;
    this.pendingBytesMax = pendingBytesMax;
    this.handler = handler;
    this.whenClosed = whenClosed;
    this.thread = Thread.ofVirtual().name("bus " + subject).unstarted(this::handleAll);
  }

  void start() {
    thread.start();
    router.add(this);
  }

  @Override
  public String subject() {
    return Subjects.fromWire(pattern());
  }

  @Override
  boolean deliver(Publication publication) {
    Delivery delivery = publication.delivery();
    if (delivery == null) {
      return false;
    }
    boolean first;
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      int bytes = delivery.payload().length;
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
      LOG.warn("subscriber too slow, deliveries are dropped subject={} pendingMax={}", subject(), pendingMax);
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
        queuedBytes -= next.payload().length;
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

  @Override
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    router.remove(this);
    stop();
    whenClosed.accept(this);
    if (!Thread.currentThread().equals(thread)) {
      try {
        if (!thread.join(HANDLER_PATIENCE)) {
          LOG.warn("handler still runs after its subscription was closed subject={}", subject());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void stop() {
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

  /** The broker ends: a handler that waits for something is told by interrupt. */
  void interrupt() {
    stop();
    thread.interrupt();
  }
}

package io.edgesync.mesh.broker;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.DeliveryQueue;
import io.edgesync.mesh.Subscription;
import io.edgesync.mesh.subject.Subjects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A subscriber in this process: interest at the router, and a queue before its handler. */
final class BusSubscription extends LocalInterest implements Subscription {

  private final Router router;
  private final Consumer<BusSubscription> whenClosed;
  private final DeliveryQueue queue;

  BusSubscription(Router router, String subject, @Nullable String queueGroup, int pendingMax, long pendingBytesMax,
      Consumer<Delivery> handler, Consumer<BusSubscription> whenClosed) {
    super(Subjects.toWire(subject), queueGroup == null ? null : Subjects.toWire(queueGroup));
    this.router = router;
    this.whenClosed = whenClosed;
    this.queue = new DeliveryQueue(subject, pendingMax, pendingBytesMax, handler);
  }

  void start() {
    queue.start();
    router.add(this);
  }

  @Override
  public String subject() {
    return Subjects.fromWire(pattern());
  }

  @Override
  boolean deliver(Publication publication) {
    Delivery delivery = publication.delivery();
    return delivery != null && queue.offer(delivery);
  }

  @Override
  public long dropped() {
    return queue.dropped();
  }

  @Override
  public void close() {
    router.remove(this);
    queue.stop();
    whenClosed.accept(this);
    queue.stopAndJoin();
  }

  /** The broker ends: a handler that waits for something is told by interrupt. */
  void interrupt() {
    queue.interrupt();
  }
}

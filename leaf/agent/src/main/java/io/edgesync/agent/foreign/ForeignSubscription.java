package io.edgesync.agent.foreign;

import io.edgesync.mesh.DeliveryQueue;
import io.edgesync.mesh.Subscription;
import io.nats.client.Dispatcher;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A subscription that outlives the connections it is made on. The owner's lock guards {@link #attach} and {@link #detach}. */
final class ForeignSubscription implements Subscription {
  private final String subject;
  private final @Nullable String queueGroup;
  private final DeliveryQueue queue;
  private final Consumer<ForeignSubscription> withdraw;
  private io.nats.client.@Nullable Subscription attached;

  ForeignSubscription(String subject, @Nullable String queueGroup, DeliveryQueue queue,
      Consumer<ForeignSubscription> withdraw) {
    this.subject = subject;
    this.queueGroup = queueGroup;
    this.queue = queue;
    this.withdraw = withdraw;
  }

  void start() {
    queue.start();
  }

  /** Announces the interest on a connection; the queue takes what comes on jnats's thread without holding it up. */
  void attach(Dispatcher dispatcher) {
    attached = queueGroup == null
        ? dispatcher.subscribe(subject, this::take)
        : dispatcher.subscribe(subject, queueGroup, this::take);
  }

  private void take(io.nats.client.Message message) {
    queue.offer(NatsBus.delivery(message));
  }

  void detach(Dispatcher dispatcher) {
    io.nats.client.Subscription last = attached;
    attached = null;
    if (last != null && last.isActive() && dispatcher.isActive()) {
      dispatcher.unsubscribe(last);
    }
  }

  @Override
  public String subject() {
    return subject;
  }

  @Override
  public long dropped() {
    return queue.dropped();
  }

  void interrupt() {
    queue.interrupt();
  }

  @Override
  public void close() {
    queue.stop();
    withdraw.accept(this);
    queue.stopAndJoin();
  }
}

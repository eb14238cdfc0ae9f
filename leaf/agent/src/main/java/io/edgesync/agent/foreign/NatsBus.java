package io.edgesync.agent.foreign;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.DeliveryQueue;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.NoRespondersException;
import io.edgesync.mesh.PayloadTooLargeException;
import io.edgesync.mesh.PendingRequests;
import io.edgesync.mesh.Subscription;
import io.edgesync.mesh.subject.Subjects;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.impl.NatsMessage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Bus over a connection to somebody else's NATS server. Deliveries name no link and no key: who sent them cannot be known. Links
 * of ours are not behind it, so that what is published to chosen ones goes nowhere.
 *
 * <p>While the server is away the Bus is like a broker without links and other subscribers: subscriptions are taken and announced
 * when it is back, what is published is lost, and requests find nobody.
 */
public final class NatsBus implements Bus, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NatsBus.class);
  private static final String CLOSED = "the connection is closed";
  /** What {@code nats-server} takes unless it is told otherwise; until the server was there once. */
  private static final int PAYLOAD_BYTES_ASSUMED = 1 << 20;
  /** The same marks as those of the embedded server. */
  private static final long OUTGOING_BYTES_HIGH = 4L << 20;
  private static final Duration WRITE_PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = 1_000_000;

  private final NatsBusOptions options;
  private final ForeignConnection connection;
  private final PendingRequests requests;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<ForeignSubscription> subscriptions = new HashSet<>();
  private @Nullable Dispatcher dispatcher;
  /** Written by the dialling thread, read by every caller. */
  private volatile int payloadBytesMax = PAYLOAD_BYTES_ASSUMED;
  /** Set by close, read by every caller. */
  private volatile boolean closed;

  private NatsBus(NatsBusOptions options) {
    this.options = options;
    this.requests = new PendingRequests(options.inboxPrefix());
    this.connection = new ForeignConnection(options, this::prepare);
  }

  /** Begins to dial, and returns at once; the Bus can be used from now on. */
  public static NatsBus open(NatsBusOptions options) {
    NatsBus bus = new NatsBus(options);
    bus.connection.start();
    return bus;
  }

  /** Waits until the server is there; false when that took too long. */
  public boolean awaitUp(Duration patience) throws InterruptedException {
    return connection.awaitUp(patience);
  }

  /** Is called each time the server is there again, and at once if it is; on a thread of the connection, so it must not block. */
  public void onUp(Runnable action) {
    connection.onUp(action);
  }

  /** What the server calls itself; null while it is away. */
  public @Nullable String serverName() {
    Connection up = connection.current();
    return up == null ? null : up.getServerInfo().getServerName();
  }

  public ConnectionStatus status() {
    return connection.status();
  }

  private void prepare(Connection made) throws InterruptedException {
    lock.lock();
    try {
      Dispatcher fresh = made.createDispatcher();
      fresh.subscribe(requests.subject(), message -> requests.answer(delivery(message)));
      for (ForeignSubscription subscription : subscriptions) {
        subscription.attach(fresh);
      }
      dispatcher = fresh;
    } finally {
      lock.unlock();
    }
    flush(made);
    learnPayload(made);
  }

  private void learnPayload(Connection made) {
    long stated = made.getMaxPayload();
    if (stated > 0) {
      payloadBytesMax = (int) Math.min(stated, Integer.MAX_VALUE);
    }
  }

  static Delivery delivery(io.nats.client.Message message) {
    byte[] payload = message.getData();
    return new Delivery(new Message(message.getSubject(), message.getReplyTo(), ForeignHeaders.of(message),
        payload == null ? new byte[0] : payload), null, null);
  }

  @Override
  public Subscription subscribe(String subject, @Nullable String queue, int pendingMax, Consumer<Delivery> handler) {
    Subjects.requireSubscribable(subject);
    if (queue != null) {
      Subjects.requireReply(queue);
    }
    var subscription = new ForeignSubscription(subject, queue,
        new DeliveryQueue(subject, pendingMax, options.pendingBytesMax(), handler), this::withdraw);
    lock.lock();
    try {
      requireOpen();
      subscription.start();
      subscriptions.add(subscription);
      if (dispatcher != null) {
        subscription.attach(dispatcher);
      }
    } finally {
      lock.unlock();
    }
    Connection up = connection.current();
    if (up != null) {
      try {
        flush(up);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return subscription;
  }

  /** Returns when the server has seen everything so far, or is gone. */
  private void flush(Connection up) throws InterruptedException {
    try {
      up.flush(options.patience());
    } catch (TimeoutException e) {
      LOG.debug("no answer to a ping server={} error={}", options.server(), e.getMessage());
    }
  }

  private void withdraw(ForeignSubscription subscription) {
    lock.lock();
    try {
      subscriptions.remove(subscription);
      if (dispatcher != null) {
        subscription.detach(dispatcher);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void publish(Message message) {
    send(message);
  }

  /** Checks the message as {@link #publish(Message)} does; it has nowhere to go. */
  @Override
  public void publish(Message message, Set<LinkId> only) {
    requireOpen();
    requireSize(message);
  }

  private void requireSize(Message message) {
    int bytes = message.headers().encode().length + message.payload().length;
    int bytesMax = maxPayloadBytes();
    if (bytes > bytesMax) {
      throw new PayloadTooLargeException(message.subject(), bytes, bytesMax);
    }
  }

  /** False when it did not go out. */
  private boolean send(Message message) {
    requireOpen();
    requireSize(message);
    Connection up = connection.current();
    if (up == null || !makesRoom(up)) {
      return false;
    }
    try {
      up.publish(NatsMessage.builder().subject(message.subject()).replyTo(message.reply())
          .headers(ForeignHeaders.toJnats(message.headers())).data(message.payload()).build());
      return true;
    } catch (IllegalStateException e) {
      requireOpen();
      LOG.debug("not published, the server is away server={} subject={}", options.server(), message.subject());
      return false;
    }
  }

  /** Waits while too much waits to be written; false when that lasts, or an interrupt ended it. */
  private boolean makesRoom(Connection up) {
    long deadline = System.nanoTime() + WRITE_PATIENCE.toNanos();
    while (up.outgoingPendingBytes() > OUTGOING_BYTES_HIGH) {
      if (Thread.currentThread().isInterrupted() || closed || !up.equals(connection.current())) {
        return false;
      }
      if (System.nanoTime() - deadline > 0) {
        LOG.warn("message left out, the server takes nothing server={} waitingBytes={}", options.server(),
            up.outgoingPendingBytes());
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  @Override
  public Delivery request(Message message, Duration patience)
      throws InterruptedException, NoRespondersException, TimeoutException {
    return requests.request(message, patience, this::send);
  }

  @Override
  public String newInbox() {
    return requests.newInbox();
  }

  /** What the server stated last; 1 MiB until it was there once. */
  @Override
  public int maxPayloadBytes() {
    Connection up = connection.current();
    if (up != null) {
      learnPayload(up);
    }
    return payloadBytesMax;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(CLOSED);
    }
  }

  /** Ends all subscriptions, fails the requests that wait and gives the connection up; waits a few seconds at most. Idempotent. */
  @Override
  public void close() {
    List<ForeignSubscription> all;
    lock.lock();
    try {
      closed = true;
      all = List.copyOf(subscriptions);
    } finally {
      lock.unlock();
    }
    requests.end(CLOSED);
    all.forEach(ForeignSubscription::interrupt);
    connection.close();
    all.forEach(ForeignSubscription::close);
  }
}

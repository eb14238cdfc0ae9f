package io.edgesync.agent.nats;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.NoRespondersException;
import io.edgesync.mesh.Subscription;
import io.edgesync.mesh.subject.Subjects;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A Bus within one test: ordered, reliable unless told to lose what a predicate names or to hold everything, and counting. */
public final class MemoryBus implements Bus {

  private final List<Taker> takers = new CopyOnWriteArrayList<>();
  private final int payloadBytesMax;
  private volatile Predicate<Message> lose = message -> false;
  /** Whoever delivers waits for it. */
  private volatile CountDownLatch open = new CountDownLatch(0);
  /** Then publishing fails, as on any Bus. */
  volatile boolean closed;
  final AtomicInteger refused = new AtomicInteger();
  final AtomicInteger published = new AtomicInteger();
  final AtomicInteger largestBytes = new AtomicInteger();
  final AtomicLong payloadBytes = new AtomicLong();

  public MemoryBus(int payloadBytesMax) {
    this.payloadBytesMax = payloadBytesMax;
  }

  void lose(Predicate<Message> which) {
    lose = which;
  }

  /** From now on what is published waits, until the latch that is returned is counted down. */
  CountDownLatch hold() {
    CountDownLatch held = new CountDownLatch(1);
    open = held;
    return held;
  }

  @Override
  public Subscription subscribe(String subject, @Nullable String queue, int pendingMax, Consumer<Delivery> handler) {
    Taker taker = new Taker(subject, queue, handler);
    takers.add(taker);
    return taker;
  }

  @Override
  public void publish(Message message) {
    if (closed) {
      refused.incrementAndGet();
      throw new IllegalStateException("closed");
    }
    published.incrementAndGet();
    payloadBytes.addAndGet(message.payload().length);
    largestBytes.accumulateAndGet(message.payload().length + message.headers().encode().length, Math::max);
    if (lose.test(message)) {
      return;
    }
    boolean queued = false;
    for (Taker taker : takers) {
      if (Subjects.covers(taker.subject, message.subject()) && (taker.queue == null || !queued)) {
        queued |= taker.queue != null;
        taker.waiting.add(new Delivery(message, null, null));
      }
    }
  }

  @Override
  public void publish(Message message, Set<LinkId> only) {
    throw new IllegalStateException("this bus has no links");
  }

  @Override
  public Delivery request(Message message, Duration patience)
      throws InterruptedException, NoRespondersException, TimeoutException {
    if (takers.stream().noneMatch(taker -> Subjects.covers(taker.subject, message.subject()))) {
      throw new NoRespondersException(message.subject());
    }
    String inbox = newInbox();
    CompletableFuture<Delivery> answer = new CompletableFuture<>();
    try (Subscription _ = subscribe(inbox, answer::complete)) {
      publish(message.withReply(inbox));
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String newInbox() {
    return "_INBOX." + UUID.randomUUID();
  }

  @Override
  public int maxPayloadBytes() {
    return payloadBytesMax;
  }

  private final class Taker implements Subscription {
    private final String subject;
    private final @Nullable String queue;
    private final LinkedBlockingQueue<Delivery> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;

    Taker(String subject, @Nullable String queue, Consumer<Delivery> handler) {
      this.subject = subject;
      this.queue = queue;
      this.thread = Thread.ofVirtual().start(() -> {
        try {
          while (true) {
            Delivery next = waiting.take();
            open.await();
            handler.accept(next);
          }
        } catch (InterruptedException closed) {
          return;
        }
      });
    }

    @Override
    public String subject() {
      return subject;
    }

    @Override
    public long dropped() {
      return 0;
    }

    @Override
    public void close() {
      takers.remove(this);
      thread.interrupt();
    }
  }
}

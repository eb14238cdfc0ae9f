package io.edgesync.ops.bench.broker;

import io.edgesync.ops.broker.RawClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Runs a {@link Flow} through a server and waits until the last delivery has arrived. */
final class FlowLoad {

  private static final int CHUNK_BYTES = 64 * 1024;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private FlowLoad() {}

  /**
   * @param publishTo   port of the publishers
   * @param subscribeAt port of the subscribers
   * @return from the first byte to the last delivery and the publishers' last PONG
   */
  static Duration run(Flow flow, int publishTo, int subscribeAt) throws Exception {
    List<RawClient> clients = new ArrayList<>();
    ExecutorService threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("load-", 0).factory());
    try {
      List<RawClient> subscribers = new ArrayList<>();
      for (int i = 0; i < flow.subscribers(); i++) {
        RawClient subscriber = RawClient.connect(subscribeAt);
        clients.add(subscriber);
        subscribers.add(subscriber);
        subscriber.send(flow.subscriptions());
        subscriber.flush();
      }
      List<RawClient> publishers = new ArrayList<>();
      for (int i = 0; i < flow.publishers(); i++) {
        RawClient publisher = RawClient.connect(publishTo);
        clients.add(publisher);
        publishers.add(publisher);
      }
      if (flow.overLink()) {
        awaitInterest(flow, publishers.getFirst(), subscribers);
      }
      byte[] chunk = flow.chunk(CHUNK_BYTES);
      int perChunk = chunk.length / flow.publishedBytes();
      int chunks = Math.max(1, flow.messages() / flow.publishers() / perChunk);
      long published = (long) chunks * perChunk * flow.publishers();
      AtomicLong missing = new AtomicLong(flow.deliveries(published) * flow.deliveredBytes());
      List<Future<?>> all = new ArrayList<>();
      long began = System.nanoTime();
      for (RawClient subscriber : subscribers) {
        threads.submit(() -> count(subscriber, missing));
      }
      for (RawClient publisher : publishers) {
        all.add(threads.submit(publishing(publisher, chunk, chunks)));
      }
      for (Future<?> each : all) {
        await(each);
      }
      awaitNone(missing, flow);
      return Duration.ofNanos(System.nanoTime() - began);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
      threads.shutdownNow();
      threads.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  /** How many messages {@link #run} publishes. */
  static long published(Flow flow) {
    int perChunk = flow.chunk(CHUNK_BYTES).length / flow.publishedBytes();
    return (long) Math.max(1, flow.messages() / flow.publishers() / perChunk) * perChunk * flow.publishers();
  }

  private static Callable<Void> publishing(RawClient publisher, byte[] chunk, int chunks) {
    return () -> {
      ByteBuffer bytes = ByteBuffer.allocateDirect(chunk.length).put(chunk).flip();
      for (int i = 0; i < chunks; i++) {
        publisher.send(bytes.duplicate());
      }
      publisher.flush();
      return null;
    };
  }

  private static void count(RawClient subscriber, AtomicLong missing) {
    try {
      while (missing.addAndGet(-subscriber.fill().remaining()) > 0) {
        // PINGs of the server are few enough bytes not to matter, and unanswered ones end nothing within a measurement.
      }
    } catch (IOException closed) {
      // The measurement is over, or the deadline tells.
    }
  }

  private static void awaitNone(AtomicLong missing, Flow flow) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (missing.get() > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(flow.name() + ": " + missing.get() + " bytes did not arrive");
      }
      TimeUnit.MICROSECONDS.sleep(200);
    }
  }

  private static void await(Future<?> task) throws Exception {
    try {
      task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new IllegalStateException("a publisher is not done after " + PATIENCE.toSeconds() + " s", e);
    }
  }

  /** Until a message crosses the link: interest takes a moment to get to the other end. */
  private static void awaitInterest(Flow flow, RawClient publisher, List<RawClient> subscribers)
      throws IOException, InterruptedException {
    String probe = "PUB " + flow.subject().apply(0) + " " + flow.payload() + "\r\n" + "x".repeat(flow.payload())
        + "\r\n";
    RawClient first = subscribers.getFirst();
    first.channel().configureBlocking(false);
    ByteBuffer got = ByteBuffer.allocate(64 * 1024);
    int sent = 0;
    while (got.position() == 0) {
      publisher.send(probe);
      publisher.flush();
      sent++;
      TimeUnit.MILLISECONDS.sleep(20);
      first.channel().read(got);
      if (sent > 500) {
        throw new IllegalStateException("no interest across the link after 10 s");
      }
    }
    // Whatever else of the probes is under way arrives before it is quiet.
    while (first.channel().read(got.clear()) > 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    first.channel().configureBlocking(true);
  }
}

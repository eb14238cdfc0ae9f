package io.edgesync.ops.soak;

import io.edgesync.ops.broker.RawClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The clients of {@link BrokerSoak}. Three threads: one changes subscriptions of a random connection after the other, and at times leaves one
 * and comes back; one reads whatever comes; one publishes as fast as the server takes it.
 */
final class SoakClients implements AutoCloseable {

  private static final int SUBJECTS = 5_000;
  private static final int SIDS = 5;
  private static final int MESSAGES_A_WRITE = 100;
  private static final int PAYLOAD = 64;
  private static final int READ_BYTES = 256 * 1024;
  /** Room for what a client reads until its first PONG. */
  private static final int LINE_BYTES = 2048;

  /**
   * @param changes  SUB and UNSUB lines
   * @param departed connections that left without a word and came back
   * @param cut      connections that the server ended
   * @param failure  what ended a thread before its time, else {@code null}
   */
  record Counts(long published, long delivered, long changes, int departed, int cut, @Nullable String failure) {

    @Override
    public String toString() {
      return String.format(
          "%,d published, %,d MiB delivered, %,d changes of subscriptions, %d left and came back, %d cut",
          published, delivered >> 20, changes, departed, cut);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private final int port;
  private final SplittableRandom random;
  private final AtomicReferenceArray<RawClient> clients;
  private final Selector selector;
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong deliveredBytes = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicInteger departed = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();
  /** Of the reading thread alone. */
  private final ByteBuffer taken = ByteBuffer.allocateDirect(READ_BYTES);
  private final RawClient publisher;
  private volatile boolean ends;

  private SoakClients(int port, int count, long seed) throws IOException {
    this.port = port;
    this.random = new SplittableRandom(seed);
    this.clients = new AtomicReferenceArray<>(count);
    this.selector = Selector.open();
    this.publisher = RawClient.connect(port);
  }

  static SoakClients connect(int port, int count, long seed) throws IOException {
    SoakClients all = new SoakClients(port, count, seed);
    for (int i = 0; i < count; i++) {
      all.connect(i);
    }
    return all;
  }

  private void connect(int index) throws IOException {
    RawClient client = RawClient.connect(port, LINE_BYTES);
    client.channel().configureBlocking(false);
    clients.set(index, client);
    client.channel().register(selector, SelectionKey.OP_READ, index);
  }

  void start() {
    SplittableRandom ofPublisher = random.split();
    begin("soak-churn", this::churn);
    begin("soak-read", this::read);
    begin("soak-publish", () -> publish(ofPublisher));
  }

  private void begin(String name, Work work) {
    threads.add(Thread.ofPlatform().name(name).start(() -> {
      try {
        while (!ends) {
          work.run();
        }
      } catch (IOException | RuntimeException e) {
        if (!ends) {
          failure.compareAndSet(null, name + ": " + e);
        }
      }
    }));
  }

  Counts counts() {
    return new Counts(published.get(), deliveredBytes.get(), changes.get(), departed.get(), cut.get(), failure.get());
  }

  Counts stop() throws InterruptedException, IOException {
    close();
    for (Thread thread : threads) {
      thread.join();
    }
    return counts();
  }

  /** Every line is an answer to PINGs too, so that idle connections stay. */
  private void churn() throws IOException {
    int index = random.nextInt(clients.length());
    RawClient client = clients.get(index);
    if (random.nextInt(500) == 0) {
      departed.incrementAndGet();
      client.close();
      connect(index);
      return;
    }
    int sid = 1 + random.nextInt(SIDS);
    String subject = switch (random.nextInt(10)) {
      case 0 -> "soak." + random.nextInt(SUBJECTS / 10) + ".*";
      case 1 -> "soak." + random.nextInt(SUBJECTS / 10) + ".> workers";
      default -> subject(random);
    };
    changes.addAndGet(2);
    if (!write(client.channel(), "PONG\r\nUNSUB " + sid + "\r\nSUB " + subject + " " + sid + "\r\n")) {
      cut.incrementAndGet();
      client.close();
      connect(index);
    }
  }

  private static String subject(SplittableRandom random) {
    int number = random.nextInt(SUBJECTS);
    return "soak." + number / 10 + "." + number % 10;
  }

  /** Whether the connection took it all. */
  private static boolean write(SocketChannel channel, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    try {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          Thread.onSpinWait();
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void read() throws IOException {
    selector.select(key -> {
      try {
        int bytes = ((SocketChannel) key.channel()).read(taken.clear());
        if (bytes < 0) {
          key.cancel();
        } else {
          deliveredBytes.addAndGet(bytes);
        }
      } catch (IOException e) {
        key.cancel();
      }
    }, 100);
  }

  private void publish(SplittableRandom ofPublisher) throws IOException {
    StringBuilder messages = new StringBuilder();
    for (int i = 0; i < MESSAGES_A_WRITE; i++) {
      messages.append("PUB ").append(subject(ofPublisher)).append(' ').append(PAYLOAD).append("\r\n")
          .repeat('x', PAYLOAD).append("\r\n");
    }
    publisher.send(messages.toString());
    publisher.flush();
    published.addAndGet(MESSAGES_A_WRITE);
  }

  @Override
  public void close() throws IOException {
    ends = true;
    selector.close();
    publisher.close();
    for (int i = 0; i < clients.length(); i++) {
      RawClient client = clients.get(i);
      if (client != null) {
        client.close();
      }
    }
  }
}

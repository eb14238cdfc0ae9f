package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official Java client against our broker. Of the reference's checklist: jnats in 34 and 50. */
@SuppressWarnings("try") // closing a jnats connection may be interrupted; here nobody interrupts
class JnatsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Broker broker;

  @BeforeEach
  void start() throws IOException {
    broker = Broker.start(BrokerOptions.named("jnats-test").withClientPort(0));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void connectsAndLearnsTheServer() throws Exception {
    try (Connection nats = connect()) {
      assertThat(nats.getStatus()).isEqualTo(Connection.Status.CONNECTED);
      assertThat(nats.getServerInfo().getServerName()).isEqualTo("jnats-test");
      assertThat(nats.getMaxPayload()).isEqualTo(1 << 20);
      assertThat(nats.RTT()).isLessThan(PATIENCE);
    }
  }

  @Test
  void publishesAndSubscribesWithWildcards() throws Exception {
    try (Connection publisher = connect(); Connection subscriber = connect()) {
      Subscription star = subscriber.subscribe("a.*.c");
      Subscription tail = subscriber.subscribe("a.>");
      subscriber.flush(PATIENCE);

      publisher.publish("a.b.c", "one".getBytes(StandardCharsets.UTF_8));
      publisher.publish("a.b.d", "two".getBytes(StandardCharsets.UTF_8));

      assertThat(text(star.nextMessage(PATIENCE))).isEqualTo("one");
      assertThat(text(tail.nextMessage(PATIENCE))).isEqualTo("one");
      assertThat(text(tail.nextMessage(PATIENCE))).isEqualTo("two");
    }
  }

  @Test
  void requestsGetTheirAnswersWithHeaders() throws Exception {
    try (Connection asking = connect(); Connection answering = connect()) {
      Dispatcher dispatcher = answering.createDispatcher(message -> answering.publish(NatsMessage.builder()
          .subject(message.getReplyTo()).headers(message.getHeaders()).data(message.getData()).build()));
      dispatcher.subscribe("svc");
      answering.flush(PATIENCE);

      for (int i = 0; i < 200; i++) {
        byte[] body = ("n" + i).getBytes(StandardCharsets.UTF_8);
        Message answer = asking.request("svc", new Headers().add("No", "" + i), body, PATIENCE);
        assertThat(answer.getData()).isEqualTo(body);
        assertThat(answer.getHeaders().getFirst("No")).isEqualTo("" + i);
      }
    }
  }

  @Test
  void aRequestToNobodyEndsAtOnce() throws Exception {
    try (Connection nats = connect()) {
      assertThatThrownBy(() -> nats.request("nobody", new byte[0]).get(5, TimeUnit.SECONDS))
          .isInstanceOfAny(CancellationException.class, ExecutionException.class);
    }
  }

  @Test
  void aQueueGroupSharesTheWork() throws Exception {
    try (Connection publisher = connect(); Connection one = connect(); Connection two = connect()) {
      var first = new AtomicInteger();
      var second = new AtomicInteger();
      one.createDispatcher(_ -> first.incrementAndGet()).subscribe("work", "g");
      two.createDispatcher(_ -> second.incrementAndGet()).subscribe("work", "g");
      one.flush(PATIENCE);
      two.flush(PATIENCE);

      for (int i = 0; i < 1000; i++) {
        publisher.publish("work", new byte[10]);
      }

      await().atMost(PATIENCE).until(() -> first.get() + second.get() == 1000);
      assertThat(first.get()).isBetween(350, 650);
    }
  }

  @Test
  void aMegabyteComesBackWhole() throws Exception {
    byte[] body = new byte[1 << 20];
    RandomGenerator.getDefault().nextBytes(body);
    try (Connection nats = connect()) {
      Subscription subscription = nats.subscribe("big");
      nats.publish("big", body);

      assertThat(Arrays.equals(subscription.nextMessage(PATIENCE).getData(), body)).isTrue();
    }
  }

  @Test
  void ordersManyMessagesOfOnePublisher() throws Exception {
    int count = 50_000;
    try (Connection publisher = connect(); Connection subscriber = connect()) {
      Queue<Integer> got = new ConcurrentLinkedQueue<>();
      Dispatcher dispatcher = subscriber.createDispatcher(message -> got.add(Integer.parseInt(text(message))));
      dispatcher.setPendingLimits(-1, -1);
      dispatcher.subscribe("n");
      subscriber.flush(PATIENCE);

      for (int i = 0; i < count; i++) {
        publisher.publish("n", Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
      }

      var counted = new AtomicInteger();
      await().atMost(PATIENCE.multipliedBy(3)).until(() -> {
        while (!got.isEmpty()) {
          assertThat(got.remove()).isEqualTo(counted.getAndIncrement());
        }
        return counted.get() == count;
      });
    }
  }

  @Test
  void drainsWithoutLosingWhatWasOnItsWay() throws Exception {
    try (Connection publisher = connect(); Connection subscriber = connect()) {
      var got = new AtomicInteger();
      Dispatcher dispatcher = subscriber.createDispatcher(_ -> got.incrementAndGet());
      dispatcher.subscribe("d");
      subscriber.flush(PATIENCE);
      for (int i = 0; i < 5000; i++) {
        publisher.publish("d", new byte[16]);
      }
      publisher.flush(PATIENCE);

      assertThat(subscriber.drain(PATIENCE).get(10, TimeUnit.SECONDS)).isTrue();

      assertThat(got.get()).isEqualTo(5000);
    }
  }

  @Test
  void comesBackAfterTheBrokerWasAway() throws Exception {
    int port = broker.clientAddress().getPort();
    Queue<String> errors = new ConcurrentLinkedQueue<>();
    try (Connection nats = connect(Options.builder().reconnectWait(Duration.ofMillis(100)).maxReconnects(-1)
        .errorListener(new ErrorListener() {
          @Override
          public void errorOccurred(Connection connection, String error) {
            errors.add(error);
          }
        }))) {
      Queue<String> got = new ConcurrentLinkedQueue<>();
      nats.createDispatcher(message -> got.add(text(message))).subscribe("r");
      nats.flush(PATIENCE);

      broker.close();
      // Between two attempts jnats goes through several states; all that counts is that it noticed.
      await().atMost(PATIENCE).until(() -> nats.getStatus() != Connection.Status.CONNECTED);
      broker = Broker.start(BrokerOptions.named("jnats-test").withClientPort(port));
      await().atMost(PATIENCE).until(() -> nats.getStatus() == Connection.Status.CONNECTED);

      await().atMost(PATIENCE).until(() -> {
        broker.bus().publish(new io.edgesync.mesh.Message("r", "back".getBytes(StandardCharsets.UTF_8)));
        return got.contains("back");
      });
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void talksToTheBusOfTheProcess() throws Exception {
    List<io.edgesync.mesh.Delivery> got = new CopyOnWriteArrayList<>();
    try (Connection nats = connect(); var subscription = broker.bus().subscribe("to.bus", delivery -> {
      got.add(delivery);
      broker.bus().publish(new io.edgesync.mesh.Message(delivery.reply(), delivery.payload()));
    })) {
      assertThat(text(nats.request("to.bus", "hi".getBytes(StandardCharsets.UTF_8), PATIENCE))).isEqualTo("hi");
      assertThat(subscription.dropped()).isZero();

      nats.createDispatcher(message -> nats.publish(message.getReplyTo(), message.getData())).subscribe("to.client");
      nats.flush(PATIENCE);
      var answer = broker.bus().request(
          new io.edgesync.mesh.Message("to.client", null, io.edgesync.mesh.Headers.of("a", "b"), new byte[3]),
          PATIENCE);
      assertThat(answer.payload()).hasSize(3);
    }
    assertThat(got.getFirst().link()).isNull();
  }

  private Connection connect() throws Exception {
    return connect(Options.builder());
  }

  private Connection connect(Options.Builder options) throws Exception {
    return Nats.connect(options.server("nats://127.0.0.1:" + broker.clientAddress().getPort()).build());
  }

  private static String text(Message message) {
    return new String(message.getData(), StandardCharsets.UTF_8);
  }
}

package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.NoRespondersException;
import io.edgesync.mesh.PayloadTooLargeException;
import io.edgesync.mesh.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Bus of a broker that listens nowhere. */
class BusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Broker broker;
  private Bus bus;

  @BeforeEach
  void start() throws IOException {
    broker = Broker.start(BrokerOptions.named("bus").withInboxPrefix("fossil.peer.X.inbox"));
    bus = broker.bus();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void listensNowhereUnlessTold() {
    assertThat(broker.clientAddress()).isNull();
    assertThat(broker.leafAddress()).isNull();
  }

  @Test
  void deliversInOrderOnOneThreadPerSubscription() {
    List<Integer> got = new CopyOnWriteArrayList<>();
    try (Subscription _ = bus.subscribe("n.>", null, 10_000, d -> got.add(d.payload().length))) {
      for (int i = 0; i < 500; i++) {
        bus.publish(new Message("n.x", new byte[i]));
      }
      await().atMost(PATIENCE).until(() -> got.size() == 500);
    }
    assertThat(got).isSorted();
  }

  @Test
  void answersRequestsUnderTheInboxPrefix() throws Exception {
    try (Subscription _ = bus.subscribe("svc",
        d -> bus.publish(new Message(d.reply(), null, d.headers(), d.payload())))) {
      Delivery answer = bus.request(new Message("svc", null, Headers.of("a", "b"), new byte[3]), PATIENCE);

      assertThat(answer.payload()).hasSize(3);
      assertThat(answer.headers()).isEqualTo(Headers.of("a", "b"));
      assertThat(answer.subject()).startsWith("fossil.peer.X.inbox.");
      assertThat(bus.newInbox()).startsWith("fossil.peer.X.inbox.").isNotEqualTo(bus.newInbox());
    }
  }

  @Test
  void aRequestToNobodyEndsAtOnceAndOneWithoutAnswerInTime() {
    assertThatThrownBy(() -> bus.request(new Message("nobody", new byte[0]), PATIENCE))
        .isInstanceOf(NoRespondersException.class)
        .hasMessageContaining("nobody");

    try (Subscription _ = bus.subscribe("silent", _ -> {})) {
      assertThatThrownBy(() -> bus.request(new Message("silent", new byte[0]), Duration.ofMillis(30)))
          .isInstanceOf(TimeoutException.class).hasMessageContaining("silent").hasMessageContaining("30 ms");
    }
  }

  @Test
  void aHandlerThatFailsLosesThatDeliveryOnly() {
    List<Integer> got = new CopyOnWriteArrayList<>();
    try (Subscription _ = bus.subscribe("x", d -> {
      if (d.payload().length == 1) {
        throw new IllegalStateException("meant by the test");
      }
      got.add(d.payload().length);
    })) {
      bus.publish(new Message("x", new byte[1]));
      bus.publish(new Message("x", new byte[2]));

      await().atMost(PATIENCE).until(() -> got.equals(List.of(2)));
    }
  }

  @Test
  void aSlowHandlerLosesWhatExceedsItsRoomAndCountsIt() throws Exception {
    var release = new CountDownLatch(1);
    var got = new AtomicInteger();
    try (Subscription slow = bus.subscribe("x", null, 10, _ -> {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      got.incrementAndGet();
    })) {
      for (int i = 0; i < 100; i++) {
        bus.publish(new Message("x", new byte[8]));
      }
      assertThat(slow.dropped()).isBetween(89L, 90L);
      release.countDown();
      await().atMost(PATIENCE).until(() -> got.get() + slow.dropped() == 100);
    }
  }

  @Test
  void afterCloseNothingIsDeliveredAnyMore() {
    var got = new AtomicInteger();
    Subscription subscription = bus.subscribe("x", _ -> got.incrementAndGet());
    bus.publish(new Message("x", new byte[0]));
    await().atMost(PATIENCE).until(() -> got.get() == 1);

    subscription.close();
    subscription.close();
    bus.publish(new Message("x", new byte[0]));

    assertThatThrownBy(() -> bus.request(new Message("x", new byte[0]), PATIENCE))
        .isInstanceOf(NoRespondersException.class);
    assertThat(got.get()).isEqualTo(1);
  }

  @Test
  void aHandlerMayCloseItsOwnSubscription() {
    var holder = new Subscription[1];
    var got = new AtomicInteger();
    holder[0] = bus.subscribe("x", _ -> {
      got.incrementAndGet();
      holder[0].close();
    });
    bus.publish(new Message("x", new byte[0]));
    bus.publish(new Message("x", new byte[0]));

    await().atMost(PATIENCE).until(() -> got.get() == 1);
  }

  @Test
  void refusesWhatIsTooLargeNamingTheLimit() {
    assertThatThrownBy(() -> bus.publish(new Message("x", new byte[(1 << 20) + 1])))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageContaining("1048577").hasMessageContaining("1048576").hasMessageContaining("in parts");
    assertThat(bus.maxPayloadBytes()).isEqualTo(1 << 20);
  }

  @Test
  void closingTheBrokerEndsHandlersAndRequestsThatWait() throws Exception {
    var interrupted = new CountDownLatch(1);
    var running = new CountDownLatch(1);
    bus.subscribe("x", _ -> {
      running.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    });
    bus.publish(new Message("x", new byte[0]));
    assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();

    broker.close();

    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> bus.publish(new Message("x", new byte[0]))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (Broker holder = Broker.start(BrokerOptions.named("holder").withClientPort(0))) {
      int port = holder.clientAddress().getPort();
      assertThatThrownBy(() -> Broker.start(BrokerOptions.named("late").withClientPort(port)))
          .isInstanceOf(ListenException.class)
          .hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("choose another");
    }
  }
}

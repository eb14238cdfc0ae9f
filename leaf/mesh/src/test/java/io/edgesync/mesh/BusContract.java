package io.edgesync.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every Bus does, whatever is behind it. */
@Timeout(120)
public abstract class BusContract {
  protected static final Duration PATIENCE = Duration.ofSeconds(10);
  /** Inboxes of the Bus under test begin with it. */
  protected static final String INBOXES = "fossil.peer.X.inbox";

  private Bus bus;

  /** A Bus that publishes, with {@link #INBOXES} and a {@code max_payload} of 1 MiB, alone on what is behind it. */
  protected abstract Bus open() throws Exception;

  /** Closes what {@link #open} opened; idempotent. */
  protected abstract void shut();

  @BeforeEach
  void openTheBus() throws Exception {
    bus = open();
  }

  @AfterEach
  void shutTheBus() {
    shut();
  }

  protected final Bus bus() {
    return bus;
  }

  @Test
  void deliversInOrderOnOneThreadPerSubscription() {
    List<Integer> got = new CopyOnWriteArrayList<>();
    Set<Thread> threads = java.util.concurrent.ConcurrentHashMap.newKeySet();
    try (Subscription _ = bus.subscribe("n.>", null, 10_000, d -> {
      threads.add(Thread.currentThread());
      got.add(d.payload().length);
    })) {
      for (int i = 0; i < 500; i++) {
        bus.publish(new Message("n.x", new byte[i]));
      }
      await().atMost(PATIENCE).until(() -> got.size() == 500);
    }
    assertThat(got).isSorted();
    assertThat(threads).singleElement().satisfies(thread -> assertThat(thread.isVirtual()).isTrue());
  }

  @Test
  void aPublisherHearsItselfOnceForEachOfItsSubscriptionsAndNobodyIsNamedAsTheOrigin() {
    List<Delivery> got = new CopyOnWriteArrayList<>();
    try (Subscription _ = bus.subscribe("a.b", got::add); Subscription _ = bus.subscribe("a.*", got::add)) {
      bus.publish(new Message("a.b", "a.reply", Headers.of("Trace", "x y"), new byte[]{1, 2, 3}));

      await().atMost(PATIENCE).until(() -> got.size() == 2);
    }
    assertThat(got).allSatisfy(delivery -> {
      assertThat(delivery.subject()).isEqualTo("a.b");
      assertThat(delivery.reply()).isEqualTo("a.reply");
      assertThat(delivery.headers()).isEqualTo(Headers.of("Trace", "x y"));
      assertThat(delivery.payload()).containsExactly(1, 2, 3);
      assertThat(delivery.link()).isNull();
      assertThat(delivery.originKey()).isNull();
    });
  }

  @Test
  void oneOfAQueueGroupGetsEachMessage() {
    var got = new AtomicInteger();
    var all = new AtomicInteger();
    try (Subscription _ = bus.subscribe("q", "group", 1000, _ -> got.incrementAndGet());
        Subscription _ = bus.subscribe("q", "group", 1000, _ -> got.incrementAndGet());
        Subscription _ = bus.subscribe("q", _ -> all.incrementAndGet())) {
      for (int i = 0; i < 100; i++) {
        bus.publish(new Message("q", new byte[1]));
      }
      await().atMost(PATIENCE).until(() -> all.get() == 100 && got.get() >= 100);
    }
    assertThat(got.get()).isEqualTo(100);
  }

  @Test
  void answersRequestsUnderTheInboxPrefix() throws Exception {
    try (Subscription _ = bus.subscribe("svc",
        d -> bus.publish(new Message(d.reply(), null, d.headers(), d.payload())))) {
      Delivery answer = bus.request(new Message("svc", null, Headers.of("a", "b"), new byte[3]), PATIENCE);

      assertThat(answer.payload()).hasSize(3);
      assertThat(answer.headers()).isEqualTo(Headers.of("a", "b"));
      assertThat(answer.subject()).startsWith(INBOXES + ".");
      assertThat(bus.newInbox()).startsWith(INBOXES + ".").isNotEqualTo(bus.newInbox());
    }
  }

  @Test
  void anInboxHearsWhatIsSentToIt() {
    String inbox = bus.newInbox();
    List<Delivery> got = new CopyOnWriteArrayList<>();
    try (Subscription subscription = bus.subscribe(inbox, got::add)) {
      bus.publish(new Message(inbox, new byte[7]));

      await().atMost(PATIENCE).until(() -> got.size() == 1);
      assertThat(subscription.subject()).isEqualTo(inbox);
    }
  }

  @Test
  void textBeyondAsciiPassesInSubjects() {
    List<String> got = new CopyOnWriteArrayList<>();
    try (Subscription _ = bus.subscribe("größe.*", d -> got.add(d.subject()))) {
      bus.publish(new Message("größe.ß", new byte[0]));

      await().atMost(PATIENCE).until(() -> got.equals(List.of("größe.ß")));
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
  void aSlowHandlerLosesWhatExceedsItsRoomAndCountsItAndNobodyElseLosesAnything() {
    var release = new CountDownLatch(1);
    var got = new AtomicInteger();
    var others = new AtomicInteger();
    try (Subscription slow = bus.subscribe("x", null, 10, _ -> {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      got.incrementAndGet();
    }); Subscription _ = bus.subscribe("x", _ -> others.incrementAndGet())) {
      for (int i = 0; i < 100; i++) {
        bus.publish(new Message("x", new byte[8]));
      }
      await().atMost(PATIENCE).until(() -> others.get() == 100 && slow.dropped() >= 89);
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
  void aHandlerMayRequest() {
    List<Integer> got = new CopyOnWriteArrayList<>();
    try (Subscription _ = bus.subscribe("svc", d -> bus.publish(new Message(d.reply(), new byte[5])));
        Subscription _ = bus.subscribe("x", _ -> {
          try {
            got.add(bus.request(new Message("svc", new byte[0]), PATIENCE).payload().length);
          } catch (InterruptedException | NoRespondersException | TimeoutException e) {
            throw new IllegalStateException(e);
          }
        })) {
      bus.publish(new Message("x", new byte[0]));

      await().atMost(PATIENCE).until(() -> got.equals(List.of(5)));
    }
  }

  @Test
  void refusesWhatIsTooLargeNamingTheLimit() {
    assertThatThrownBy(() -> bus.publish(new Message("x", new byte[(1 << 20) + 1])))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageContaining("1048577").hasMessageContaining("1048576").hasMessageContaining("in parts");
    assertThat(bus.maxPayloadBytes()).isEqualTo(1 << 20);
  }

  @Test
  void theLargestMessageArrives() {
    var got = new AtomicInteger();
    int most = bus.maxPayloadBytes();
    Headers headers = Headers.of("a", "b");
    try (Subscription _ = bus.subscribe("x", d -> got.set(d.payload().length))) {
      bus.publish(new Message("x", null, headers, new byte[most - headers.encode().length]));

      await().atMost(PATIENCE).until(() -> got.get() == most - headers.encode().length);
    }
  }

  @Test
  void refusesSubjectsAndRoomsThatAreNone() {
    assertThatThrownBy(() -> bus.subscribe("a..b", _ -> {})).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bus.subscribe("a", "q q", 1, _ -> {})).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bus.subscribe("a", null, 0, _ -> {})).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toChosenLinksThatAreNotThereNothingGoesOut() {
    List<String> got = new CopyOnWriteArrayList<>();
    try (Subscription _ = bus.subscribe("x.*", d -> got.add(d.subject()))) {
      bus.publish(new Message("x.1", new byte[1]), Set.of(new LinkId(123_456)));
      bus.publish(new Message("x.2", new byte[1]));

      await().atMost(PATIENCE).until(() -> got.contains("x.2"));
    }
    assertThat(got).containsExactly("x.2");
  }

  @Test
  void closingEndsHandlersAndRequestsThatWait() throws Exception {
    var interrupted = new CountDownLatch(1);
    var running = new CountDownLatch(2);
    bus.subscribe("x", _ -> {
      running.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    });
    bus.subscribe("silent", _ -> running.countDown());
    List<Throwable> failed = new CopyOnWriteArrayList<>();
    bus.publish(new Message("x", new byte[0]));
    Thread asking = Thread.ofVirtual().start(() -> {
      try {
        bus.request(new Message("silent", new byte[0]), Duration.ofMinutes(10));
      } catch (InterruptedException | NoRespondersException | TimeoutException | RuntimeException e) {
        failed.add(e);
      }
    });
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    shut();

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(asking.join(PATIENCE)).isTrue();
    assertThat(failed).singleElement().isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> bus.publish(new Message("x", new byte[0]))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> bus.subscribe("x", _ -> {})).isInstanceOf(IllegalStateException.class);
  }
}

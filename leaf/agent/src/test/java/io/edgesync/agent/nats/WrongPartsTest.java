package io.edgesync.agent.nats;

import static io.edgesync.agent.nats.PartsRounds.ANSWERING;
import static io.edgesync.agent.nats.PartsRounds.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.Subscription;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts with a header that is wrong: their sender is told so at once, and the next round is as any other. */
@Timeout(60)
class WrongPartsTest {

  /** By silence alone nothing ends within a test. */
  private static final ExchangeTimes PATIENT = new ExchangeTimes(Duration.ofMinutes(10), Duration.ofMinutes(10),
      Duration.ofMillis(100), Duration.ofMinutes(10), Duration.ofSeconds(20));
  private static final String INBOX = "fossil.peer.UEVIL.in.t1";

  private final PartsRounds rounds = new PartsRounds();
  private final NatsAnswerer answerer = new NatsAnswerer(rounds.answering, _ -> PartsRounds::echo, CardLimits.DEFAULT,
      rounds.budget, PATIENT, 1, new TakenRounds());

  @AfterEach
  void close() {
    answerer.close();
    rounds.close();
  }

  /**
   * Right but for one header.
   *
   * @param values those of the wrong header, which is missing where there are none
   */
  record Wrong(String kind, String header, List<String> values) {

    Message message(String subject, String reply, String round) {
      Headers headers = Headers.NONE;
      for (String name : List.of(Part.VERSION, Part.ROUND, Part.KIND, Part.INDEX, Part.LAST, Part.CREDIT,
          Part.AT)) {
        List<String> all = name.equals(header) ? values : List.of(right(name, round));
        for (String value : all) {
          headers = headers.with(name, value.equals("RIGHT") ? right(name, round) : value);
        }
      }
      return new Message(subject, reply, headers, new byte[0]);
    }

    private String right(String name, String round) {
      return switch (name) {
        case Part.VERSION, Part.LAST -> "1";
        case Part.ROUND -> round;
        case Part.KIND -> kind;
        case Part.INDEX -> "0";
        default -> "4000000";
      };
    }

    boolean isOtherRound() {
      return header.equals(Part.ROUND) && values.equals(List.of("other"));
    }
  }

  static Stream<Wrong> wrong() {
    List<String> numbers = List.of("", "x", "-1", "+1", "1.0", " 1", "99999999999999999999", "9".repeat(4000));
    return Stream.of(
        each("data", Part.VERSION, Stream.concat(numbers.stream(), Stream.of("2"))),
        each("data", Part.ROUND, Stream.of("", "a b", "x".repeat(65), "ü", "other")),
        each("data", Part.KIND, Stream.of("", "DATA", "schema", "x".repeat(4000))),
        each("data", Part.INDEX, Stream.concat(numbers.stream(), Stream.of("2147483648"))),
        each("data", Part.LAST, Stream.concat(numbers.stream(), Stream.of("0", "2"))),
        each("credit", Part.CREDIT, numbers.stream()), each("credit", Part.AT, numbers.stream())).flatMap(all -> all);
  }

  private static Stream<Wrong> each(String kind, String header, Stream<String> values) {
    Stream<Wrong> single = values.map(value -> new Wrong(kind, header, List.of(value)));
    Stream<Wrong> more = Stream.of(new Wrong(kind, header, List.of("RIGHT", "RIGHT")));
    // Without the mark of the last part, others follow; without a time, that of its arrival counts.
    return header.equals(Part.LAST) || header.equals(Part.AT)
        ? Stream.concat(single, more)
        : Stream.concat(Stream.concat(single, more), Stream.of(new Wrong(kind, header, List.of())));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void anAskerIsRefused(Wrong wrong) throws Exception {
    BlockingQueue<Part> told = new ArrayBlockingQueue<>(100);
    String subject = rounds.subjects.directed(ANSWERING, PROJECT);
    try (Subscription _ = rounds.bus.subscribe(INBOX, delivery -> told.add(Part.parse(delivery.message())))) {
      if (wrong.isOtherRound()) {
        // A round of its own: an empty one.
        rounds.bus.publish(wrong.message(subject, INBOX, "r1"));
        assertThat(told.poll(20, TimeUnit.SECONDS)).isInstanceOf(Part.Data.class);
      } else {
        rounds.bus.publish(new Part.Data(0, false, new byte[0]).toMessage(subject, INBOX, "r1", Headers.NONE));
        rounds.bus.publish(wrong.message(subject, INBOX, "r1"));
        Part first = told.poll(20, TimeUnit.SECONDS);
        while (first instanceof Part.Working) {
          first = told.poll(20, TimeUnit.SECONDS);
        }
        assertThat(first).isInstanceOf(Part.Refused.class);
      }
    }

    anotherRoundIsAnswered();
  }

  private void anotherRoundIsAnswered() throws Exception {
    Card large = PartsRounds.file(3 << 20);
    List<Card> reply = PartsRounds.exchange(rounds.transport(PATIENT, Throttles.NONE), PROJECT, large);
    assertThat(reply).containsExactly(large);
    reply.forEach(Card::close);
    // Waits for the answers that are at their end.
    answerer.close();
    assertThat(rounds.budget.availableBytes()).isEqualTo(rounds.budget.totalBytes());
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void anAnswererIsGivenUp(Wrong wrong) throws Exception {
    BlockingQueue<Part> told = new ArrayBlockingQueue<>(100);
    try (Subscription _ = rounds.bus.subscribe(rounds.subjects.directed("UEVIL", PROJECT), delivery -> {
      Part part = Part.parse(delivery.message());
      told.add(part);
      if (part instanceof Part.Data) {
        answer(wrong, delivery);
      }
    })) {
      NatsTransport toIt = new NatsTransport(rounds.asker, "UEVIL", CardLimits.DEFAULT, rounds.budget, PATIENT);

      assertThat(catchThrowable(() -> toIt.exchange(PartsRounds.round(PROJECT), CardSource.of(), _ -> {})))
          .isInstanceOfSatisfying(TransportException.NoAnswer.class,
              e -> assertThat(String.valueOf(e.getMessage())).contains("UEVIL: ", " part").hasSizeLessThan(300));
      assertThat(told.poll(20, TimeUnit.SECONDS)).isInstanceOf(Part.Data.class);
      assertThat(told.poll(20, TimeUnit.SECONDS)).isInstanceOf(Part.Cancel.class);
    }

    anotherRoundIsAnswered();
  }

  private void answer(Wrong wrong, Delivery asked) {
    rounds.bus.publish(wrong.message(String.valueOf(asked.reply()), "nobody",
        asked.headers().first(Part.ROUND).orElseThrow()));
  }

  @Test
  void whoIsNoNodeIsToldNothingOfPartsThatAreNone() throws Exception {
    BlockingQueue<Part> told = new ArrayBlockingQueue<>(100);
    Wrong wrong = new Wrong("data", Part.VERSION, List.of("2"));
    String subject = rounds.subjects.directed(ANSWERING, PROJECT);
    try (Subscription _ = rounds.bus.subscribe("somebody.else", delivery -> told.add(Part.parse(delivery.message())))) {
      rounds.bus.publish(wrong.message(subject, "somebody.else", "r1"));
      anotherRoundIsAnswered();
    }

    assertThat(told).isEmpty();
  }

  @Test
  void onlyAFewAreToldOfPartsThatAreNoneWhileTheirLinkIsSlow() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    AtomicInteger told = new AtomicInteger();
    rounds.bus.lose(message -> {
      if (message.subject().equals(INBOX)) {
        told.incrementAndGet();
        awaitEnd(slow);
      }
      return false;
    });
    Message wrong = new Wrong("data", Part.VERSION, List.of("2"))
        .message(rounds.subjects.directed(ANSWERING, PROJECT), INBOX, "r1");
    for (int i = 0; i < 20; i++) {
      rounds.bus.publish(wrong);
    }
    // Which comes after them.
    PartsRounds.exchange(rounds.transport(PATIENT, Throttles.NONE), PROJECT);
    await().atMost(Duration.ofSeconds(20)).until(() -> told.get() == NatsAnswerer.MALFORMED_MAX);

    slow.countDown();
    await().atMost(Duration.ofSeconds(20)).until(() -> {
      int before = told.get();
      rounds.bus.publish(wrong);
      return before > NatsAnswerer.MALFORMED_MAX;
    });
  }

  @Test
  void onlySoManyRoundsAreRefusedAtOnceWhileALinkIsSlow() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    AtomicInteger told = new AtomicInteger();
    rounds.bus.lose(message -> {
      if (message.subject().equals(INBOX) && Part.parse(message) instanceof Part.Refused) {
        told.incrementAndGet();
        awaitEnd(slow);
      }
      return false;
    });
    String subject = rounds.subjects.directed(ANSWERING, PROJECT);
    for (int i = 0; i < 5 * NatsAnswerer.REFUSALS_MAX; i++) {
      // Rounds that are not whole, more than there are places for.
      rounds.bus.publish(new Part.Data(0, false, new byte[1]).toMessage(subject, INBOX, "r" + i, Headers.NONE));
    }
    // Which comes after them.
    PartsRounds.exchange(rounds.transport(PATIENT, Throttles.NONE), PROJECT);
    await().atMost(Duration.ofSeconds(20)).until(() -> told.get() >= NatsAnswerer.REFUSALS_MAX);

    assertThat(told.get()).isEqualTo(NatsAnswerer.REFUSALS_MAX);
    slow.countDown();
  }

  private static void awaitEnd(CountDownLatch slow) {
    try {
      slow.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aGapIsToldToTheAsker() throws Exception {
    BlockingQueue<Part> told = new ArrayBlockingQueue<>(100);
    String subject = rounds.subjects.directed(ANSWERING, PROJECT);
    try (Subscription _ = rounds.bus.subscribe(INBOX, delivery -> told.add(Part.parse(delivery.message())))) {
      rounds.bus.publish(new Part.Data(0, false, new byte[1]).toMessage(subject, INBOX, "r1", Headers.NONE));
      rounds.bus.publish(new Part.Data(999_999_999, false, new byte[1]).toMessage(subject, INBOX, "r1",
          Headers.NONE));

      Part first = told.poll(20, TimeUnit.SECONDS);
      while (first instanceof Part.Working) {
        first = told.poll(20, TimeUnit.SECONDS);
      }
      assertThat(first).isInstanceOfSatisfying(Part.Refused.class,
          refused -> assertThat(refused.text()).contains("part 1 was lost"));
    }
  }

  @Test
  void aCreditBeyondTheWindowIsNotBelieved() throws Exception {
    PartsOut out = new PartsOut(rounds.bus, "parts", null, "r1", Headers.NONE, PATIENT);
    BlockingQueue<Message> sent = new ArrayBlockingQueue<>(100);
    try (Subscription _ = rounds.bus.subscribe("parts", delivery -> sent.add(delivery.message()))) {
      out.grant(new Part.Credit(Long.MAX_VALUE, Long.MAX_VALUE));
      Thread sending = Thread.ofVirtual().start(() -> {
        try {
          out.send(new java.io.ByteArrayInputStream(new byte[3 * Part.WINDOW_BYTES]));
        } catch (java.io.IOException | InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
      });
      while (sending.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      out.stop("enough");
      sending.join();
    }

    assertThat(sent.stream().mapToLong(message -> message.payload().length).sum())
        .isEqualTo(SendWindow.FIRST_BYTES);
  }
}

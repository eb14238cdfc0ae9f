package io.edgesync.agent.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.Subscription;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Throttle;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedAnswererTest {

  private static final ProjectCode PROJECT = new ProjectCode("a".repeat(40));
  private static final Hash NAME = new Hash("b".repeat(64));
  private static final int PAYLOAD_MAX = 64 << 10;

  private final MemoryBus bus = new MemoryBus(PAYLOAD_MAX);
  private final SyncSubjects subjects = new SyncSubjects("fossil");
  private final MemoryBudget budget = new MemoryBudget(64L << 20);
  private final PeerEndpoint asker = new PeerEndpoint(bus, subjects, "UASKER");
  private final PeerEndpoint answering = new PeerEndpoint(bus, subjects, "UANSWER");
  private final AtomicLong replyBytesMax = new AtomicLong();
  private final AtomicReference<CardSource> reply = new AtomicReference<>(CardSource.of());
  private final SharedAnswerer answerer = new SharedAnswerer(answering, PROJECT, (round, request) -> {
    replyBytesMax.set(round.replyBytesMax());
    readAll(request.cards());
    return reply.get();
  }, CardLimits.DEFAULT, budget, 2);
  private final ProjectInterest interest = new ProjectInterest(answering);
  private final SharedTransport transport = new SharedTransport(asker, CardLimits.DEFAULT, budget, Throttles.NONE);

  @BeforeEach
  void listen() {
    interest.hold(Map.of(PROJECT, new ProjectInterest.Taker() {
      @Override
      public void announcement(Delivery delivery) {}

      @Override
      public void round(Delivery delivery) {
        answerer.take(delivery);
      }
    }));
  }

  @AfterEach
  void close() {
    interest.close();
    answerer.close();
    asker.close();
    answering.close();
  }

  @Test
  void aRoundIsOneCompressedMessageEachWay() throws Exception {
    reply.set(CardSource.of(new IgotCard(NAME, false)));

    assertThat(exchange()).containsExactly(new IgotCard(NAME, false));
    assertThat(bus.published.get()).isEqualTo(2);
  }

  @Test
  void theAnsweringSideIsToldHowMuchFits() throws Exception {
    exchange();

    assertThat(replyBytesMax.get()).isBetween(PAYLOAD_MAX - 2L * Part.HEADROOM_BYTES, (long) PAYLOAD_MAX - 1);
  }

  @Test
  void aReplyIsNeverEmptyAndNeverAboveMaxPayload() throws Exception {
    byte[] nothing = bus.request(message("UOTHER", container("")), Duration.ofSeconds(20)).payload();
    reply.set(CardSource.of(new FileCard(NAME, null, Content.of(noise(PAYLOAD_MAX)))));
    byte[] tooMuch = bus.request(message("UOTHER", container("")), Duration.ofSeconds(20)).payload();

    assertThat(nothing).isNotEmpty();
    assertThat(text(tooMuch)).startsWith("error ");
    assertThat(bus.largestBytes.get()).isLessThanOrEqualTo(PAYLOAD_MAX);
  }

  @Test
  void aGoPeerSendsNoHeadersAndIsAnswered() throws Exception {
    reply.set(CardSource.of(new IgotCard(NAME, false)));

    byte[] answer = bus.request(
        new Message(subjects.shared(PROJECT), null, Headers.NONE, container("pull x " + PROJECT + "\n")),
        Duration.ofSeconds(20)).payload();

    assertThat(text(answer)).isEqualTo("igot " + NAME + "\n");
  }

  @Test
  void aRequestThatComesTwiceWhileItIsAnsweredIsAnsweredOnce() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    AtomicInteger answers = new AtomicInteger();
    AtomicInteger rounds = new AtomicInteger();
    Delivery request = new Delivery(
        new Message(subjects.shared(PROJECT), "inbox.1", Headers.NONE, container("pull x " + PROJECT + "\n")), null,
        null);
    try (Subscription _ = bus.subscribe("inbox.1", _ -> answers.incrementAndGet());
        SharedAnswerer waiting = new SharedAnswerer(answering, PROJECT, (round, asked) -> {
          rounds.incrementAndGet();
          answered.await();
          return CardSource.of(new IgotCard(NAME, false));
        }, CardLimits.DEFAULT, budget, 2)) {
      waiting.take(request);
      waiting.take(new Delivery(request.message(), null, null));
      answered.countDown();
      await().until(() -> answers.get() > 0);
      waiting.take(request);

      await().until(() -> answers.get() == 2);
      assertThat(rounds.get()).isEqualTo(2);
    }
  }

  /** Answers nobody, at a pace for strangers. */
  private record Refusing(Throttle down) implements RoundAnswers {
    @Override
    public CardSource answer(Round round, ReceivedBody request) throws IOException {
      return CardSource.of(new ErrorCard("not authorized to write"));
    }

    @Override
    public Throttles throttles() {
      return new Throttles(Throttle.NONE, down.ofStrangers());
    }
  }

  @Test
  void whatALargeRequestIsStillToPayKeepsNoPlaceFromOthers() throws Exception {
    Message large = new Message("paced", null, Headers.NONE, noise(PAYLOAD_MAX - 1));
    try (SharedAnswerer answers = new SharedAnswerer(answering, PROJECT, new Refusing(new Throttle(1 << 10)),
        CardLimits.DEFAULT, budget, 1); Subscription _ = bus.subscribe("paced", answers::take)) {
      bus.request(large, Duration.ofSeconds(20));
      bus.request(large, Duration.ofSeconds(20));

      byte[] answer = bus.request(new Message("paced", null, Headers.NONE, container("")), Duration.ofSeconds(3))
          .payload();

      assertThat(text(answer)).startsWith("error ");
    }
  }

  @Test
  void whatStrangersSendUsesUpNobodysBandwidth() throws Exception {
    Throttle down = new Throttle(4 << 10);
    try (
        SharedAnswerer answers = new SharedAnswerer(answering, PROJECT, new Refusing(down), CardLimits.DEFAULT, budget,
            2);
        Subscription _ = bus.subscribe("paced", answers::take)) {
      byte[] answer = bus
          .request(new Message("paced", null, Headers.NONE, noise(PAYLOAD_MAX - 1)), Duration.ofSeconds(20)).payload();
      long startNanos = System.nanoTime();
      down.pass(4 << 10);

      assertThat(text(answer)).startsWith("error ");
      assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(6));
    }
  }

  @Test
  void garbageIsAnsweredToo() throws Exception {
    byte[] answer = bus.request(message("UOTHER", "garbage, no container".getBytes(StandardCharsets.UTF_8)),
        Duration.ofSeconds(20)).payload();

    assertThat(text(answer)).isNotEmpty();
  }

  @Test
  void ourOwnRequestsAreLeftToOthers() {
    assertThatThrownBy(() -> bus.request(message("UANSWER", container("")), Duration.ofMillis(300)))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void anEmptyReplyIsAFailureOfThePeerAndNoSuccess() {
    interest.close();
    bus.subscribe(subjects.shared(PROJECT), delivery -> bus.publish(new Message(delivery.reply(), new byte[0])));

    assertThatThrownBy(this::exchange).isInstanceOf(TransportException.NoAnswer.class);
  }

  @Test
  void nobodyThereMeansNotSent() {
    interest.close();

    assertThatThrownBy(this::exchange).isInstanceOf(TransportException.NotSent.class);
  }

  private static void readAll(CardSource source) throws IOException, InterruptedException {
    try (CardSource.Cards cards = source.open()) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        card.close();
      }
    }
  }

  private List<Card> exchange() throws TransportException, InterruptedException {
    List<Card> cards = new ArrayList<>();
    transport.exchange(new Round(new RoundId("r1"), PROJECT, Principal.NOBODY,
        Deadline.after(Duration.ofSeconds(20), System.nanoTime()), Trace.NONE, 1L << 30), CardSource.of(), cards::add);
    return cards;
  }

  private Message message(String node, byte[] body) {
    return new Message(subjects.shared(PROJECT), null, Headers.of(RoundHeaders.NODE, node), body);
  }

  private static byte[] container(String text) {
    return StoredForm.compress(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] container) throws IOException {
    return new String(StoredForm.expand(container, 1 << 20), StandardCharsets.UTF_8);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}

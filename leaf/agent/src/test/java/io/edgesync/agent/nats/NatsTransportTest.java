package io.edgesync.agent.nats;

import static io.edgesync.agent.nats.PartsRounds.NAME;
import static io.edgesync.agent.nats.PartsRounds.PROJECT;
import static io.edgesync.agent.nats.PartsRounds.file;
import static io.edgesync.agent.nats.PartsRounds.round;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.mesh.Headers;
import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NatsTransportTest {

  /** Long enough that a busy machine is not taken for silence, short enough to wait for. */
  private static final ExchangeTimes HASTY = new ExchangeTimes(Duration.ofSeconds(2), Duration.ofMinutes(2),
      Duration.ofMillis(100),
      Duration.ofSeconds(20), Duration.ofSeconds(2));

  private final PartsRounds rounds = new PartsRounds();
  private final MemoryBus bus = rounds.bus;
  private final SyncSubjects subjects = rounds.subjects;
  private final AtomicReference<RoundAnswers> answers = new AtomicReference<>(PartsRounds::echo);
  private final NatsAnswerer answerer = new NatsAnswerer(rounds.answering,
      code -> code.equals(PROJECT) ? this::answer : null, CardLimits.DEFAULT, rounds.budget, HASTY, 1,
      new TakenRounds());
  private final NatsTransport transport = rounds.transport(HASTY, Throttles.NONE);

  /** An answer that waits until it is let go. */
  private static final class Held implements RoundAnswers {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CardSource answer;

    Held(CardSource answer) {
      this.answer = answer;
    }

    @Override
    public CardSource answer(Round round, ReceivedBody request) throws InterruptedException {
      begun.countDown();
      release.await();
      return answer;
    }
  }

  @AfterEach
  void close() {
    answerer.close();
    rounds.close();
  }

  /** As where both of a node's foreign servers are of one cluster. */
  @Test
  void aRoundThatComesByTwoWaysIsAnsweredOnce() throws Exception {
    TakenRounds taken = new TakenRounds();
    var answered = new AtomicInteger();
    RoundAnswers counted = (round, request) -> {
      answered.incrementAndGet();
      return request.cards();
    };
    answerer.close();
    try (var second = new PeerEndpoint(bus, subjects, PartsRounds.ANSWERING);
        var third = new PeerEndpoint(bus, subjects, PartsRounds.ANSWERING);
        var _ = new NatsAnswerer(second, _ -> counted, CardLimits.DEFAULT, rounds.budget, HASTY, 1, taken);
        var _ = new NatsAnswerer(third, _ -> counted, CardLimits.DEFAULT, rounds.budget, HASTY, 1, taken)) {
      for (int i = 1; i <= 5; i++) {
        FileCard file = PartsRounds.file(i * 1_000_000);
        assertThat(PartsRounds.exchange(transport, PROJECT, file)).hasSize(1);
        assertThat(answered).hasValue(i);
      }
    }
  }

  @Test
  void aRoundGoesThereAndBack() throws Exception {
    List<Card> reply = exchange(PROJECT, new IgotCard(NAME, false));

    assertThat(reply).containsExactly(new IgotCard(NAME, false));
  }

  @Test
  void anArtifactOfFortyMegabytesCrossesBothWaysInPartsBelowMaxPayload() throws Exception {
    FileCard large = file(40 << 20);

    List<Card> reply = exchange(PROJECT, large);

    assertThat(reply).containsExactly(large);
    assertThat(bus.largestBytes.get()).isLessThan(1 << 20);
    assertThat(bus.payloadBytes.get()).isGreaterThan(80L << 20);
  }

  @Test
  void whatOthersSayGetsInBetweenTheBytesOfABody() throws Exception {
    FileCard large = file(320 << 10);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch standstill = bus.hold();

    Thread body = exchanging(failure, large);
    awaitStandstill(body);
    long before = bus.payloadBytes.get();
    Thread small = exchanging(failure, new IgotCard(NAME, false));
    awaitStandstill(small);
    long after = bus.payloadBytes.get();
    standstill.countDown();
    body.join();
    small.join();

    assertThat(failure.get()).isNull();
    assertThat(before).isEqualTo(SendWindow.FIRST_BYTES);
    assertThat(after - before).isBetween(1L, 1024L);
  }

  private Thread exchanging(AtomicReference<Throwable> failure, Card card) {
    return Thread.ofVirtual().start(() -> {
      try {
        assertThat(exchange(PROJECT, card)).containsExactly(card);
      } catch (Exception | AssertionError e) {
        failure.set(e);
      }
    });
  }

  /** Until it waits for what will not come: a credit, or an answer. */
  private static void awaitStandstill(Thread exchange) {
    while (exchange.getState() != Thread.State.TIMED_WAITING) {
      assertThat(exchange.isAlive()).isTrue();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      Thread.onSpinWait();
    }
  }

  @Test
  void aReceiverThatStoresSlowlyIsNeverSentMoreThanItsCredit() throws Exception {
    FileCard large = file(6 << 20);
    answers.set((round, request) -> CardSource.of(large, large));
    List<Card> taken = new ArrayList<>();
    CountDownLatch first = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();

    Thread exchange = Thread.ofVirtual().start(() -> {
      try {
        transport.exchange(round(PROJECT), CardSource.of(), card -> {
          if (first.getCount() > 0) {
            first.countDown();
            // Longer than the silence limit: the sender has no credit, which is no silence of its own.
            new CountDownLatch(1).await(3, java.util.concurrent.TimeUnit.SECONDS);
          }
          taken.add(card);
        });
      } catch (Exception e) {
        failure.set(e);
      }
    });
    first.await();
    long ahead = bus.payloadBytes.get();
    exchange.join();

    assertThat(failure.get()).isNull();
    assertThat(taken).hasSize(2);
    assertThat(ahead).isLessThan((6L << 20) + 2L * Part.WINDOW_BYTES);
  }

  @Test
  void aLostPartOfTheReplyIsNoAnswer() {
    answers.set((round, request) -> CardSource.of(file(3 << 20)));
    bus.lose(message -> message.subject().contains(".in.")
        && message.headers().first(Part.INDEX).orElse("").equals("3"));

    assertThatThrownBy(() -> exchange(PROJECT)).isInstanceOf(TransportException.NoAnswer.class)
        .hasMessageContaining("part 3 was lost");
  }

  @Test
  void aLostLastPartIsNoAnswerAfterTheSilenceLimit() {
    bus.lose(message -> message.subject().contains(".in."));

    assertThatThrownBy(() -> exchange(PROJECT)).isInstanceOf(TransportException.NoAnswer.class)
        .hasMessageContaining("nothing came");
  }

  @Test
  void aLostPartOfTheRequestIsNeverActedUpon() {
    AtomicReference<String> acted = new AtomicReference<>("no");
    answers.set((round, request) -> {
      acted.set("yes");
      return CardSource.of();
    });
    bus.lose(message -> message.subject().endsWith(".sync")
        && message.headers().first(Part.INDEX).orElse("").equals("1"));

    assertThatThrownBy(() -> exchange(PROJECT, file(1 << 20)))
        .isInstanceOf(TransportException.class);
    assertThat(acted.get()).isEqualTo("no");
  }

  @Test
  void aNodeThatDoesNotServeTheProjectRefuses() {
    assertThatThrownBy(() -> exchange(new ProjectCode("c".repeat(40))))
        .isInstanceOfSatisfying(TransportException.Refused.class, refused -> assertThat(refused.code()).isEqualTo(404));
  }

  @Test
  void aSlowAnswerIsWaitedForBecauseTheAnsweringSideGivesSignsOfLife() throws Exception {
    answers.set((round, request) -> {
      new CountDownLatch(1).await(4, java.util.concurrent.TimeUnit.SECONDS);
      return CardSource.of(new IgotCard(NAME, false));
    });

    assertThat(exchange(PROJECT)).hasSize(1);
  }

  @Test
  void anAnswerThatOutlivesTheBusTellsNobodyAndEndsNoThread() throws Exception {
    Held held = new Held(CardSource.of());
    answers.set(held);
    Thread asking = Thread.ofVirtual().start(() -> {
      try {
        exchange(PROJECT);
      } catch (TransportException | InterruptedException expected) {
        // The answer never comes.
      }
    });
    held.begun.await();
    bus.closed = true;
    int before = bus.refused.get();

    // Its signs of life go on, into nothing.
    org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> bus.refused.get() > before + 2);
    held.release.countDown();
    asking.interrupt();
    asking.join();
  }

  @Test
  void whatIsTooMuchAtOnceIsRefusedWithATimeToComeBack() throws Exception {
    Held held = new Held(CardSource.of());
    answers.set(held);
    Thread first = Thread.ofVirtual().start(() -> {
      try {
        exchange(PROJECT);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    held.begun.await();

    assertThatThrownBy(() -> exchange(PROJECT)).isInstanceOfSatisfying(TransportException.Refused.class,
        refused -> assertThat(refused.retryAfter()).isPositive());
    held.release.countDown();
    first.join();
  }

  @Test
  void aLockedRepositoryIsATimeToComeBackAndLeavesPlacesToOthers() throws Exception {
    Held held = new Held(() -> {
      throw new RepositoryException.Busy(Path.of("locked.fossil"), Duration.ofSeconds(15), null);
    });
    ProjectCode other = new ProjectCode("d".repeat(40));
    try (var there = new PeerEndpoint(bus, subjects, "ULOCKED");
        var open = new NatsAnswerer(there, code -> code.equals(PROJECT) ? held : PartsRounds::echo,
            CardLimits.DEFAULT, rounds.budget, HASTY, 2, new TakenRounds())) {
      var toIt = new NatsTransport(rounds.asker, "ULOCKED", CardLimits.DEFAULT, rounds.budget, HASTY);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread first = Thread.ofVirtual().start(() -> {
        try {
          toIt.exchange(round(PROJECT), CardSource.of(), _ -> {});
        } catch (Exception e) {
          failure.set(e);
        }
      });
      held.begun.await();

      assertThatThrownBy(() -> toIt.exchange(round(PROJECT), CardSource.of(), _ -> {}))
          .isInstanceOf(TransportException.Refused.class);
      List<Card> reply = new ArrayList<>();
      toIt.exchange(round(other), CardSource.of(new IgotCard(NAME, false)), reply::add);
      held.release.countDown();
      first.join();

      assertThat(reply).hasSize(1);
      assertThat(failure.get()).isInstanceOfSatisfying(TransportException.Refused.class, refused -> {
        assertThat(refused.code()).isEqualTo(503);
        assertThat(refused.retryAfter()).isPositive();
      });
      assertThat(open).isNotNull();
    }
  }

  @Test
  void roundsWhoseRequestsDoNotComeKeepNobodyOut() throws Exception {
    var patient = new ExchangeTimes(Duration.ofSeconds(60), Duration.ofMinutes(2), Duration.ofMillis(100),
        Duration.ofSeconds(20),
        Duration.ofSeconds(1));
    try (var there = new PeerEndpoint(bus, subjects, "UPATIENT");
        var open = new NatsAnswerer(there, _ -> this::answer, CardLimits.DEFAULT, rounds.budget, patient, 1,
            new TakenRounds())) {
      var toIt = new NatsTransport(rounds.asker, "UPATIENT", CardLimits.DEFAULT, rounds.budget, HASTY);
      for (int opened : new int[]{1, 100}) {
        for (int i = 0; i < opened; i++) {
          bus.publish(
              new Part.Data(0, false, new byte[0]).toMessage(subjects.directed("UPATIENT", PROJECT), "nobody." + i,
                  "r", Headers.NONE));
        }
        List<Card> reply = new ArrayList<>();

        toIt.exchange(round(PROJECT), CardSource.of(file(6 << 20)), reply::add);

        assertThat(reply).hasSize(1);
      }
      assertThat(open).isNotNull();
    }
  }

  @Test
  void whatIsNoCardsIsAnsweredWithAnError() throws Exception {
    answers.set((round, request) -> {
      throw new io.edgesync.xfer.card.ProtocolException("file", "malformed file line");
    });

    assertThat(exchange(PROJECT)).containsExactly(new ErrorCard("malformed file line"));
  }

  @Test
  void anAskerThatGivesUpFreesItsPlace() throws Exception {
    answers.set((round, request) -> CardSource.of(file(20 << 20)));

    assertThatThrownBy(() -> transport.exchange(round(PROJECT), CardSource.of(), card -> {
      throw new IOException("disk full");
    })).isInstanceOf(TransportException.NoAnswer.class).hasMessageContaining("disk full");
    answers.set(PartsRounds::echo);

    assertThat(exchange(PROJECT, new IgotCard(NAME, false))).hasSize(1);
  }

  private CardSource answer(Round round, ReceivedBody request) throws IOException, InterruptedException {
    return answers.get().answer(round, request);
  }

  private List<Card> exchange(ProjectCode project, Card... request) throws TransportException, InterruptedException {
    return PartsRounds.exchange(transport, project, request);
  }
}

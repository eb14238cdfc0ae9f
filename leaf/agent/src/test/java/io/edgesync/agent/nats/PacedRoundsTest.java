package io.edgesync.agent.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Throttle;
import io.edgesync.xfer.round.Throttles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rounds that somebody's bandwidth makes slow. */
@Timeout(60)
class PacedRoundsTest {

  private static final ExchangeTimes HASTY = new ExchangeTimes(Duration.ofSeconds(20), Duration.ofMinutes(2),
      Duration.ofMillis(100), Duration.ofSeconds(20), Duration.ofSeconds(2));

  private final PartsRounds rounds = new PartsRounds();
  private final AtomicInteger counted = new AtomicInteger();

  @AfterEach
  void close() {
    rounds.close();
  }

  /** Answers each round as it was asked, at a pace. */
  private record Echo(Throttles throttles) implements RoundAnswers {
    @Override
    public CardSource answer(Round round, ReceivedBody request) throws IOException {
      return request.cards();
    }
  }

  @Test
  void aSenderHoldsItselfUpAndIsHeardOfMeanwhile() throws Exception {
    count(Part.INDEX);
    FileCard artifact = PartsRounds.file(96 << 10);

    assertThat(exchange(slowly(64 << 10), Throttles.NONE, artifact)).containsExactly(artifact);
    assertThat(exchange(Throttles.NONE, slowly(64 << 10), artifact)).containsExactly(artifact);

    // At full speed it is one each time.
    assertThat(counted.get()).isGreaterThan(4);
  }

  @Test
  void aReceiverHoldsTheSenderUpAndSaysThatItIsThere() throws Exception {
    count(Part.CREDIT);
    FileCard artifact = PartsRounds.file(2 << 20);

    assertThat(exchange(Throttles.NONE, new Throttles(Throttle.NONE, new Throttle(1 << 20)), artifact))
        .containsExactly(artifact);

    // At full speed there is one each way.
    assertThat(counted.get()).isGreaterThan(5);
  }

  private static Throttles slowly(long bytesPerSecond) {
    return new Throttles(new Throttle(bytesPerSecond), Throttle.NONE);
  }

  private void count(String header) {
    rounds.bus.lose(message -> {
      counted.addAndGet(message.headers().first(header).isPresent() ? 1 : 0);
      return false;
    });
  }

  private List<Card> exchange(Throttles asking, Throttles answers, Card... request) throws Exception {
    try (NatsAnswerer _ = new NatsAnswerer(rounds.answering, _ -> new Echo(answers), CardLimits.DEFAULT, rounds.budget,
        HASTY, 1, new TakenRounds())) {
      return PartsRounds.exchange(rounds.transport(HASTY, asking), PartsRounds.PROJECT, request);
    }
  }
}

package io.edgesync.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

  private static final ProjectCode PROJECT = new ProjectCode("c0de".repeat(10));
  private static final Hash NAME = new Hash("b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0");

  private final List<String> lines = new ArrayList<>();
  private long now;
  private final ProgressLines progress = new ProgressLines(PROJECT, () -> now, lines::add);

  @Test
  void aLongSessionIsToldEveryFiveSecondsHoweverManyRoundsItHas() throws Exception {
    Transport session = progress.of("desk", Throttles.NONE, OneASecond::new);

    for (int round = 0; round < 4; round++) {
      exchange(session);
    }

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .startsWith("sync under way project=" + PROJECT + " peer=desk rounds=2 received=3 bytes=").endsWith("since=5s");
    assertThat(lines.getLast()).contains("rounds=4 received=7").endsWith("since=10s");
  }

  @Test
  void sessionsWithSeveralPeersShareTheLines() throws Exception {
    Transport one = progress.of("desk", Throttles.NONE, OneASecond::new);
    Transport other = progress.of("lap", Throttles.NONE, OneASecond::new);

    for (int round = 0; round < 4; round++) {
      exchange(one);
      exchange(other);
    }

    assertThat(lines).hasSize(4);
  }

  @Test
  void aLargeCardIsToldWhileItComes() throws Exception {
    exchange(progress.of("desk", Throttles.NONE, throttles -> new Quiet() {
      @Override
      public void exchange(Round round, CardSource request, CardSink reply) throws InterruptedException {
        for (int second = 0; second < 12; second++) {
          now += Duration.ofSeconds(1).toNanos();
          throttles.down().pass(1000);
        }
      }
    }));

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).endsWith("rounds=1 received=0 bytes=5000 since=5s");
    assertThat(lines.getLast()).endsWith("rounds=1 received=0 bytes=10000 since=10s");
  }

  @Test
  void aShortSessionIsNotTold() throws Exception {
    for (int session = 0; session < 10; session++) {
      exchange(progress.of("desk", Throttles.NONE, OneASecond::new));
    }

    assertThat(lines).isEmpty();
  }

  private static void exchange(Transport session) throws TransportException, InterruptedException {
    session.exchange(new Round(new RoundId("r"), PROJECT, Principal.NOBODY, Deadline.after(Duration.ofMinutes(1), 0),
        Trace.NONE, 1_000_000), CardSource.of(), card -> card.close());
  }

  /** Answers by two artifacts and an offer, one a second. */
  private final class OneASecond extends Quiet {
    private final Throttles throttles;

    OneASecond(Throttles throttles) {
      this.throttles = throttles;
    }

    @Override
    public void exchange(Round round, CardSource request, CardSink reply) throws TransportException {
      try {
        for (var card : List.of(new FileCard(NAME, null, Content.empty()), new IgotCard(NAME, false),
            new FileCard(NAME, null, Content.empty()))) {
          now += Duration.ofSeconds(1).toNanos();
          reply.accept(card);
          throttles.down().pass(100);
        }
      } catch (IOException | InterruptedException e) {
        throw new TransportException.NoAnswer(String.valueOf(e.getMessage()), e);
      }
    }
  }

  private abstract static class Quiet implements Transport {
    @Override
    public String peerName() {
      return "desk";
    }

    @Override
    public void close() {}
  }
}

package io.edgesync.sync.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CloneSeqnoCard;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.OversizeCard;
import io.edgesync.xfer.card.PushCard;
import io.edgesync.xfer.card.UnknownCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that always answer, and never give anything new. */
class EndlessServerTest {

  private static final String PROJECT = "c0de".repeat(10);
  private static final int ROUNDS_MAX = 40;

  @TempDir
  Path directory;

  @Test
  void countingUpAndDownWithTheSameArtifactEnds() {
    assertGivenUp(round -> List.of(push(1), file(), new CloneSeqnoCard(5 + round % 2)), "expected new artifacts");
  }

  @Test
  void countingOnWithTheSameArtifactEnds() {
    assertGivenUp(round -> List.of(push(1), file(), new CloneSeqnoCard(5 + round)), "expected new artifacts");
  }

  @Test
  void beingAnotherServerEachTimeEnds() {
    assertGivenUp(round -> List.of(push(round), file(), new CloneSeqnoCard(5 + round)), "another server code");
  }

  @Test
  void beingAnotherServerNowAndThenEnds() {
    assertGivenUp(round -> List.of(push(round / 3), file(), new CloneSeqnoCard(5 + round % 3)), "another server code");
  }

  @Test
  void aReplyOfNothingButWhatIsTooLargeSaysSo() {
    Scripted transport = new Scripted(round -> round == 1
        ? List.of(push(1))
        : List.of(push(1),
            new OversizeCard("file", "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0", 999_999_999, 1_000_000)));

    assertThatThrownBy(() -> cloned(transport)).isInstanceOf(CloneException.class)
        .hasMessageContainingAll("expected artifacts from sequence number 1", "b6fc4c620b67", "999999999");
  }

  @Test
  void whatGoEdgeSyncSaysOfItsTablesEndsNothing() {
    Scripted transport = new Scripted(
        round -> List.of(push(1), new UnknownCard("schema devices 1 0 0"), new ErrorCard("read to the end")));

    assertThatThrownBy(() -> cloned(transport)).isInstanceOf(CloneException.class)
        .hasMessageContaining("read to the end");
  }

  private static Card push(int server) {
    return new PushCard(String.format("%040x", server), PROJECT);
  }

  private static Card file() {
    return new FileCard(new Hash("b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0"), null,
        Content.of("hello".getBytes(StandardCharsets.US_ASCII)));
  }

  private void assertGivenUp(IntFunction<List<Card>> server, String why) {
    assertThatThrownBy(() -> cloned(new Scripted(server)))
        .isInstanceOfSatisfying(CloneException.class, e -> assertThat(e.isDenied()).isFalse())
        .hasMessageStartingWith("endless: ").hasMessageContaining(why);

    try (CloneFile part = CloneFile.openOrCreate(directory.resolve("c.fossil"), RepositoryOptions.standard())) {
      assertThat(part.artifacts()).isEqualTo(1);
    }
  }

  private CloneOutcome cloned(Transport transport) throws CloneException, InterruptedException {
    SessionLimits limits = new SessionLimits(1_000, 1_000, 1_000_000, 1_000, 100, ROUNDS_MAX, Duration.ofMinutes(1),
        200);
    try (CloneFile file = CloneFile.openOrCreate(directory.resolve("c.fossil"), RepositoryOptions.standard())) {
      CloneRequest request = new CloneRequest(null, null, new CloneOptions("tester", "secret", new Random(3)), null);
      return new CloneSession(file, transport, request, limits, SyncClock.SYSTEM, new Random(4), CloneListener.SILENT)
          .run();
    }
  }

  private static final class Scripted implements Transport {
    private final IntFunction<List<Card>> server;
    private int rounds;

    Scripted(IntFunction<List<Card>> server) {
      this.server = server;
    }

    @Override
    public void exchange(Round round, CardSource request, CardSink reply)
        throws TransportException, InterruptedException {
      if (++rounds > 3 * ROUNDS_MAX) {
        throw new TransportException.NoAnswer("it went on for " + rounds + " rounds", null);
      }
      try {
        for (Card card : server.apply(rounds)) {
          reply.accept(card);
        }
      } catch (IOException e) {
        throw new TransportException.NoAnswer(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public String peerName() {
      return "endless";
    }

    @Override
    public void close() {}
  }
}

package io.edgesync.xfer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Throttle;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Trace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rounds over HTTP that bandwidth makes slow, each longer than its deadline has left. */
@Timeout(60)
class PacedHttpTest {

  private static final Duration SHORT = Duration.ofMillis(1500);
  private static final String PLAIN = "application/x-fossil-uncompressed";

  private final MemoryBudget budget = new MemoryBudget(64 << 20);

  private List<Card> exchange(CannedServer server, Throttles throttles, Card... request) throws Exception {
    // What the first round of a process costs is nobody's pace.
    exchange(server, Throttles.NONE, Duration.ofSeconds(30), request);
    return exchange(server, throttles, SHORT, request);
  }

  private List<Card> exchange(CannedServer server, Throttles throttles, Duration patience, Card... request)
      throws Exception {
    List<Card> reply = new ArrayList<>();
    try (HttpTransport transport = new HttpTransport(server.url(), HttpOptions.of(budget).withThrottles(throttles))) {
      transport.exchange(new Round(new RoundId("r1"), new ProjectCode("a".repeat(40)), Principal.NOBODY,
          Deadline.after(patience, System.nanoTime()), Trace.NONE, 1L << 20), CardSource.of(request), reply::add);
    }
    return reply;
  }

  private static FileCard noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(bytes).nextBytes(noise);
    return new FileCard(new Hash("b".repeat(64)), null, Content.of(noise));
  }

  private static Throttle spent(int bytesPerSecond) throws InterruptedException {
    Throttle throttle = new Throttle(bytesPerSecond);
    throttle.pass(bytesPerSecond);
    return throttle;
  }

  @Test
  void aRequestThatWaitsForOthersArrivesWhole() throws Exception {
    Throttle up = spent(1 << 10);
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(Thread.ofVirtual().start(() -> {
        try {
          up.pace(new ByteArrayInputStream(new byte[1 << 20])).transferTo(OutputStream.nullOutputStream());
        } catch (java.io.InterruptedIOException done) {
          Thread.currentThread().interrupt();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }));
    }
    long startNanos = System.nanoTime();

    try (CannedServer server = CannedServer.text(PLAIN, "# taken\n")) {
      assertThat(exchange(server, new Throttles(up, Throttle.NONE), noise(1500)))
          .containsExactly(new CommentCard(" taken"));
    } finally {
      others.forEach(Thread::interrupt);
    }

    assertThat(System.nanoTime() - startNanos).isGreaterThan(2 * SHORT.toNanos());
    for (Thread other : others) {
      other.join();
    }
  }

  @Test
  void aReplyIsReadAtItsPace() throws Exception {
    String line = "# " + "x".repeat(97) + "\n";
    long startNanos = System.nanoTime();

    try (CannedServer server = CannedServer.text(PLAIN, line.repeat(160))) {
      assertThat(exchange(server, new Throttles(Throttle.NONE, spent(4 << 10)), new CommentCard("give"))).hasSize(160);
    }

    assertThat(System.nanoTime() - startNanos).isGreaterThan(2 * SHORT.toNanos());
  }
}

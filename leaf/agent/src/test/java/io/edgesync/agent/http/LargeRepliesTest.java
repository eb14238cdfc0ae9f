package io.edgesync.agent.http;

import static io.edgesync.agent.http.ServedFront.PROJECT;
import static io.edgesync.agent.http.ServedFront.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.answer.Answer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.xfer.round.Throttle;
import io.edgesync.xfer.round.Throttles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replies that are larger than what is kept in memory of one. */
final class LargeRepliesTest {

  private static final int BYTES = 400_000;

  private final ServedFront served = new ServedFront();

  @BeforeEach
  void holdSomethingLarge() {
    byte[] noise = new byte[BYTES];
    new Random(1).nextBytes(noise);
    served.store().commit(noise);
  }

  @AfterEach
  void closeTheFront() {
    served.close();
  }

  /** The front's own handler, with its pace and with what follows an answer. */
  private record Handler(XferHandler real, Throttles throttles, Runnable afterwards) implements XferHandler {
    @Override
    public Answer answer(Asked asked) throws DuplicateRoundException, IOException, InterruptedException {
      return real.answer(asked);
    }

    @Override
    public void made(Answer answer) {
      afterwards.run();
    }
  }

  private String reply(Throttles throttles, Runnable afterwards) throws IOException {
    HttpFront front = served
        .start(Routes.of(Map.of("one", new Handler(served.handler(), throttles, afterwards))));
    return exchange(front, "POST / HTTP/1.0", "application/x-fossil-uncompressed",
        "pull x " + PROJECT.hex() + "\nclone 3 1\n");
  }

  @Test
  void oneThatIsHeldUpArrivesWhole() throws Exception {
    assertThat(reply(new Throttles(new Throttle(300_000), new Throttle(1 << 20)), () -> {}))
        .startsWith("HTTP/1.1 200").hasSizeGreaterThan(BYTES);
  }

  @Test
  void oneThatCannotBeReportedLeavesNoFileOpen() throws Exception {
    String reply = reply(Throttles.NONE, () -> {
      throw new IllegalStateException("cannot be reported");
    });

    assertThat(reply).startsWith("HTTP/1.1 500");
    assertThat(openBodies()).isZero();
  }

  private static long openBodies() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(each -> {
        try {
          return Files.readSymbolicLink(each).toString().matches(".*/edgesync-.*[.]body.*");
        } catch (IOException closedMeanwhile) {
          return false;
        }
      }).count();
    }
  }
}

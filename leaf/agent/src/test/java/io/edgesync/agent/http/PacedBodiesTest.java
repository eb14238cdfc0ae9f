package io.edgesync.agent.http;

import static io.edgesync.agent.http.ServedFront.connect;
import static io.edgesync.agent.http.ServedFront.exchange;
import static io.edgesync.agent.http.ServedFront.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.answer.Answer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.xfer.round.Throttle;
import io.edgesync.xfer.round.Throttles;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests of strangers who keep data ready, where a bandwidth holds them up. */
@Timeout(60)
final class PacedBodiesTest {

  private static final String PIECE = "# and so on\n".repeat(5000);
  private static final int PIECES = 250;
  private static final String LARGE_ROUND = "POST / HTTP/1.1\r\nHost: x\r\n"
      + "Content-Type: application/x-fossil-debug\r\nContent-Length: " + PIECES * PIECE.length() + "\r\n\r\n";

  private final ServedFront served = new ServedFront();
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    served.close();
  }

  private record Paced(XferHandler answers, Throttles throttles) implements XferHandler {
    @Override
    public Answer answer(Asked asked) throws DuplicateRoundException, IOException, InterruptedException {
      return answers.answer(asked);
    }
  }

  private HttpFront startAt(long bytesPerSecond) throws IOException {
    return served.start(Routes.of(Map.of("one", new Paced(served.handler(),
        new Throttles(Throttle.NONE, new Throttle(bytesPerSecond).ofStrangers())))));
  }

  /** Keeps data ready on a connection until that is cut, or all is sent. */
  private Thread sender(HttpFront http) throws IOException {
    Socket socket = connect(http);
    sockets.add(socket);
    send(socket, LARGE_ROUND);
    return Thread.ofVirtual().start(() -> {
      try {
        for (int i = 0; i < PIECES; i++) {
          send(socket, PIECE);
        }
      } catch (IOException cut) {
        // Which is what the test waits for.
      }
    });
  }

  private Optional<Socket> answered() throws IOException {
    for (Socket socket : sockets) {
      if (socket.getInputStream().available() > 0) {
        return Optional.of(socket);
      }
    }
    return Optional.empty();
  }

  @Test
  void ofWhomLessThanAKibibyteASecondIsLeftIsGivenUp() throws Exception {
    served.setOptions(served.options().withTimeouts(Duration.ofSeconds(20), Duration.ofMillis(250)));
    HttpFront http = startAt(1 << 10);

    for (int i = 0; i < 4; i++) {
      sender(http);
    }

    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> answered().isPresent());
    assertThat(RawHttp.readReply(answered().orElseThrow())).startsWith("HTTP/1.1 408");
  }

  @Test
  void whoseRequestComesSlowestMakesRoomForWhoeverComes() throws Exception {
    served.setOptions(
        served.options().withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(1)).withConnectionsMax(2, 2));
    HttpFront http = startAt(16 << 10);
    Thread faster = sender(http);
    // Has what passes at once, while nobody else is there.
    Awaitility.await().until(() -> http.connections().count() == 1);
    Thread slower = sender(http);

    // None has to give way before its second is over.
    Awaitility.await().pollDelay(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(20))
        .until(() -> exchange(http, "GET / HTTP/1.0", "", "").startsWith("HTTP/1.1 200"));

    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !slower.isAlive());
    assertThat(faster.isAlive()).isTrue();
  }
}

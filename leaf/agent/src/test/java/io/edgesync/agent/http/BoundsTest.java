package io.edgesync.agent.http;

import static io.edgesync.agent.http.ServedFront.connect;
import static io.edgesync.agent.http.ServedFront.exchange;
import static io.edgesync.agent.http.ServedFront.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients cannot do: hold connections, threads and memory. */
final class BoundsTest {

  private static final String ROUND = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-fossil-debug\r\n";

  private final ServedFront served = new ServedFront();

  @AfterEach
  void closeTheFront() {
    served.close();
  }

  @Test
  void aBodyThatStallsIsGivenUp() throws Exception {
    served.setOptions(served.options().withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(1)));
    try (Socket socket = connect(served.start())) {
      send(socket, ROUND + "Content-Length: 100\r\n\r\npragma");

      assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void aBodyThatTricklesIsGivenUpAlthoughItNeverStalls() throws Exception {
    served.setOptions(served.options().withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(1)));
    try (Socket socket = connect(served.start())) {
      send(socket, ROUND + "Content-Length: 1000000\r\n\r\n");

      assertThat(trickle(socket, "#")).isEqualTo('H');
    }
  }

  @Test
  void aHeadThatTricklesIsGivenUpAlthoughItNeverStalls() throws Exception {
    served.setOptions(served.options().withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(20)));
    try (Socket socket = connect(served.start())) {
      send(socket, "GET / HTTP/1.1\r\n");

      assertThat(trickle(socket, "x:y\r\n")).isEqualTo(-1);
    }
  }

  /** Sends a little now and then until something, or the end, comes back: its first byte, or -1. */
  private static int trickle(Socket socket, String little) throws IOException {
    socket.setSoTimeout(100);
    for (int i = 0; i < 300; i++) {
      try {
        return socket.getInputStream().read();
      } catch (SocketTimeoutException nothing) {
        try {
          send(socket, little);
        } catch (IOException closed) {
          return -1;
        }
      }
    }
    throw new AssertionError("still listened to");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoDoesNotReadItsReplyIsCutAndCostsNothing(boolean isEncrypted) throws Exception {
    // Whoever needs longer for the handshake than may be stalled is cut before it has asked.
    served.setOptions(served.options().withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(3))
        .withTls(isEncrypted ? TestCertificates.server() : null));
    byte[] content = new byte[8 << 20];
    new Random(5).nextBytes(content);
    served.store().commit(content);
    HttpFront http = served.start();
    try (Socket plain = connect(http);
        Socket socket = isEncrypted
            ? TestCertificates.client(null).getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true)
            : plain) {
      String cards = "pragma client-version 22100 20230226 192424\nclone 3 1\n";
      send(socket, ROUND + "Content-Length: " + cards.length() + "\r\n\r\n" + cards);
      assertThat(socket.getInputStream().read()).isEqualTo('H');

      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> http.connections().count() == 0);
    }
  }

  @Test
  void whatIsBeingAnsweredWhenTheFrontClosesIsAnswered() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    HttpFront http = served.start(Routes.of(Map.of("one", asked -> {
      entered.countDown();
      goOn.await();
      return served.handler().answer(asked);
    })));
    try (Socket idle = connect(http); Socket socket = connect(http)) {
      send(socket, ROUND + "Content-Length: 9\r\n\r\npragma x\n");
      entered.await();
      Thread closing = Thread.ofVirtual().start(http::close);
      assertThat(idle.getInputStream().read()).as("who waits goes at once").isEqualTo(-1);
      goOn.countDown();

      assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      closing.join();
    }
  }

  /** Whoever has read a reply may have done so a moment before the front counts it among those who wait. */
  private static void awaitWaiting(HttpFront http, int count) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> http.connections().waiting() == count);
  }

  @Test
  void whoOnlyWaitsMakesRoomForWhoeverComes() throws Exception {
    served.setOptions(served.options().withConnectionsMax(2, 2));
    HttpFront http = served.start();
    try (Socket first = connect(http); Socket second = connect(http)) {
      send(first, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(RawHttp.readReply(first)).startsWith("HTTP/1.1 200");
      awaitWaiting(http, 2);
      send(second, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(RawHttp.readReply(second)).startsWith("HTTP/1.1 200");
      awaitWaiting(http, 2);

      assertThat(exchange(http, "GET / HTTP/1.0", "", "")).startsWith("HTTP/1.1 200");
      assertThat(first.getInputStream().read()).as("the one that has waited longest goes").isEqualTo(-1);
      send(second, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(RawHttp.readReply(second)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void whereAllAreBusyOneMoreIsToldToComeBack() throws Exception {
    served.setOptions(served.options().withConnectionsMax(1, 1));
    HttpFront http = served.start();
    try (Socket first = connect(http)) {
      send(first, ROUND + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n");
      assertThat(first.getInputStream().read()).isEqualTo('H');
      try (Socket second = connect(http)) {
        assertThat(RawHttp.readReply(second)).startsWith("HTTP/1.1 503").contains("Retry-After: 2");
      }
    }
  }

  @Test
  void oneAddressDoesNotTakeThePlacesOfOthers() throws Exception {
    served.setOptions(served.options().withConnectionsMax(4, 1));
    HttpFront http = served.start();
    try (Socket first = connect(http)) {
      send(first, ROUND + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n");
      assertThat(first.getInputStream().read()).isEqualTo('H');
      try (Socket second = connect(http)) {
        assertThat(RawHttp.readReply(second)).startsWith("HTTP/1.1 503");
      }
      InetAddress neighbour = InetAddress.getByName("127.0.0.2");
      try (Socket other = new Socket(http.address().getAddress(), http.address().getPort(), neighbour, 0)) {
        send(other, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(RawHttp.readReply(other)).startsWith("HTTP/1.1 200");
      }
    }
  }
}

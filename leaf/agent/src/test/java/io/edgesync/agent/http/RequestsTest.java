package io.edgesync.agent.http;

import static io.edgesync.agent.http.ServedFront.connect;
import static io.edgesync.agent.http.ServedFront.exchange;
import static io.edgesync.agent.http.ServedFront.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about requests and around their bodies, byte by byte. */
final class RequestsTest {

  private static final String ROUND = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-fossil-debug\r\n";

  private final ServedFront served = new ServedFront();

  @AfterEach
  void closeTheFront() {
    served.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "400 | rubbish",
      "400 | POST / HTTP/1.1~Content-Length: 0",
      "400 | POST / HTTP/1.1~Host: x~Host: y~Content-Length: 0",
      "400 | POST / HTTP/1.1~Host: x~Content-Length: x",
      "400 | POST / HTTP/1.1~Host: x~Content-Length: 4~Content-Length: 5",
      "400 | POST / HTTP/1.1~Host: x~Content-Length: 5~Transfer-Encoding: chunked",
      "400 | POST / HTTP/1.1~Host: x~Content-Length: -1",
      "400 | POST / HTTP/1.0~Transfer-Encoding: chunked",
      "400 | GET /%zz HTTP/1.0",
      "400 | GET here HTTP/1.0",
      "404 | GET /%00 HTTP/1.0",
      "405 | PUT / HTTP/1.0",
      "405 | OPTIONS * HTTP/1.1~Host: x",
      "405 | BREW /xfer HTTP/1.0",
      "405 | POST / HTTP/1.0~Content-Type: text/plain~Content-Length: 0",
      "411 | POST / HTTP/1.1~Host: x",
      "413 | POST / HTTP/1.0~Content-Length: 999999999999",
      "415 | POST / HTTP/1.0~Content-Encoding: gzip~Content-Length: 0",
      "417 | POST / HTTP/1.1~Host: x~Expect: more~Content-Length: 0",
      "501 | POST / HTTP/1.1~Host: x~Transfer-Encoding: gzip, chunked",
      "505 | POST / HTTP/2.0~Content-Length: 0"})
  void aWrongRequestCostsItsSenderAReply(int status, String lines) throws Exception {
    String request = lines.replace("~", "\r\n");
    String typed = request.contains("Content-Type")
        ? request
        : request + "\r\nContent-Type: application/x-fossil-debug";

    String reply = exchange(served.start(), typed, null, "");

    assertThat(reply).startsWith("HTTP/1.1 " + status + " ").containsIgnoringCase("connection: close")
        .containsIgnoringCase("content-length: ");
    assertThat(reply.contains("\r\nallow: GET, HEAD, POST\r\n")).isEqualTo(status == 405);
  }

  @Test
  void aHeadIsBounded() throws Exception {
    HttpFront http = served.start();

    assertThat(exchange(http, "GET /" + "x".repeat(20_000) + " HTTP/1.0", null, "")).startsWith("HTTP/1.1 414");
    assertThat(exchange(http, "GET / HTTP/1.0\r\nX: " + "x".repeat(20_000), null, "")).startsWith("HTTP/1.1 431");
    assertThat(exchange(http, "GET / HTTP/1.0" + "\r\nx:y".repeat(101), null, "")).startsWith("HTTP/1.1 431");
    assertThat(exchange(http, "GET / HTTP/1.0" + "\r\nx:y".repeat(90), null, "")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aBodyMayComeInChunksAndHasTheSameBound() throws Exception {
    HttpFront http = served.start();
    try (Socket socket = connect(http)) {
      for (int i = 0; i < 2; i++) {
        send(socket,
            ROUND + "Transfer-Encoding: chunked\r\n\r\n4\r\nprag\r\n5;x=y\r\nma x\n\r\n0\r\nTrailer: t\r\n\r\n");
        assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 200 OK\r\n").contains(" errors 0\n");
      }
    }
    try (Socket socket = connect(http)) {
      send(socket, ROUND + "Transfer-Encoding: chunked\r\n\r\nno number\r\n");
      assertThat(socket.getInputStream().readAllBytes()).as("what breaks off in its middle is not answered").isEmpty();
    }
    String chunk = "100000\r\n" + "#".repeat((1 << 20) - 1) + "\n\r\n";
    try (Socket socket = connect(http)) {
      Thread sender = Thread.ofVirtual().start(() -> sendUntilRefused(socket, chunk));
      assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 413");
      sender.join();
    }
  }

  private static void sendUntilRefused(Socket socket, String chunk) {
    try {
      send(socket, ROUND + "Transfer-Encoding: chunked\r\n\r\n");
      byte[] bytes = chunk.getBytes(StandardCharsets.ISO_8859_1);
      for (int i = 0; i < 60; i++) {
        socket.getOutputStream().write(bytes);
      }
    } catch (IOException refused) {
      // As it should be.
    }
  }

  /** Only who asks for the word gets it: Fossil's clients take any interim response for the reply. */
  @Test
  void whoWaitsToSendTheBodyIsToldToUnlessItIsOfNoUse() throws Exception {
    HttpFront http = served.start(Routes.byName());
    try (Socket socket = connect(http)) {
      send(socket, ROUND + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n");
      assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 404");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    served.close();

    try (Socket socket = connect(served.start())) {
      for (int i = 0; i < 2; i++) {
        send(socket, ROUND + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n");
        String word = "HTTP/1.1 100 Continue\r\n\r\n";
        assertThat(new String(socket.getInputStream().readNBytes(word.length()), StandardCharsets.ISO_8859_1))
            .isEqualTo(word);
        send(socket, "pragma x\n");
        assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 200 OK\r\n");
      }
      send(socket, "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Type: application/x-fossil-debug\r\n"
          + "Content-Length: 9\r\n\r\npragma x\n");
      assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void requestsThatComeAtOnceAreAnsweredInTheirOrder() throws Exception {
    Routes routes = Routes.of(Map.of("one", served.handler()));
    for (int i = 0; i < 20; i++) {
      String text = "page " + i;
      routes.addPage("/" + i, visitor -> new Page.Sheet(200, "text/plain", text));
    }
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n").append(ROUND)
          .append("Content-Length: 9\r\n\r\npragma x\n");
    }
    try (Socket socket = connect(served.start(routes))) {
      send(socket, requests.toString());
      for (int i = 0; i < 20; i++) {
        assertThat(RawHttp.readReply(socket)).endsWith("\r\n\r\npage " + i);
        assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 200 OK\r\n").contains("# timestamp ");
      }
    }
  }

  @Test
  void aClientThatClosesItsSideBehindTheRequestGetsTheReply() throws Exception {
    HttpFront http = served.start();
    for (String version : List.of("1.0", "1.1")) {
      try (Socket socket = connect(http)) {
        send(socket, ROUND.replace("1.1", version) + "Content-Length: 9\r\n\r\npragma x\n");
        socket.shutdownOutput();
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
            .startsWith("HTTP/1.1 200 OK\r\n").contains("# timestamp ");
      }
    }
    try (Socket socket = connect(http)) {
      send(socket, ROUND + "Content-Length: 100\r\n\r\npragma x\n");
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://x", "HTTP://x:80/", "http://x/xfer?y=z", "/?x=y", "/xfer"})
  void aTargetMayNameTheServerToo(String target) throws Exception {
    assertThat(exchange(served.start(), "POST " + target + " HTTP/1.0", "application/x-fossil-debug", "pragma x\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void aRepositoryThatIsLetGoAnswersTheRoundsThatItHasFirst() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Routes routes = Routes.byName();
    routes.add("one", asked -> {
      entered.countDown();
      goOn.await();
      return served.handler().answer(asked);
    });
    try (Socket socket = connect(served.start(routes))) {
      send(socket, ROUND.replace("/ ", "/one ") + "Content-Length: 9\r\n\r\npragma x\n");
      entered.await();
      Thread closing = Thread.ofVirtual().start(() -> routes.remove("one"));
      Awaitility.await().until(() -> routes.names().isEmpty());
      goOn.countDown();

      assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 200 OK\r\n");
      closing.join();
      send(socket, ROUND.replace("/ ", "/one ") + "Content-Length: 9\r\n\r\npragma x\n");
      assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 404");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"/a/b/xfer | Host: Here.Example:80 | http://here.example/a/b",
      "/a/b | Host: x:8080. | http://x:8080",
      "/a/b | X: y | none", "/a/b | Host: a/b | none", "/a/b | Host: <script> | none"})
  void aRoundKnowsTheUrlThatItsSenderDialled(String path, String header, String url) throws Exception {
    List<String> bases = new CopyOnWriteArrayList<>();
    Routes routes = header.contains("x:8080") ? Routes.rootWhenAlone() : Routes.byName();
    routes.add(header.contains("x:8080") ? "other" : "a/b", asked -> {
      bases.add(String.valueOf(asked.base()));
      return served.handler().answer(asked);
    });
    try (Socket socket = connect(served.start(routes))) {
      send(socket, "POST " + path + " HTTP/1.0\r\n" + header
          + "\r\nContent-Type: application/x-fossil-debug\r\nContent-Length: 9\r\n\r\npragma x\n");
      RawHttp.readReply(socket);
    }

    assertThat(bases).containsExactly(url.equals("none") ? "null" : url);
  }
}

package io.edgesync.agent.http;

import static io.edgesync.agent.http.ServedFront.connect;
import static io.edgesync.agent.http.ServedFront.exchange;
import static io.edgesync.agent.http.ServedFront.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes on the socket, and the stock client, against a front over a store in memory. */
final class HttpFrontTest {

  private final ServedFront served = new ServedFront();

  @AfterEach
  void closeTheFront() {
    served.close();
  }

  @Test
  void aStockClientClonesPushesAndPulls(@TempDir Path directory) throws Exception {
    FossilProcess fossil = FossilProcess.in(directory);
    Path origin = fossil.init(directory.resolve("origin.fossil"), "pw");
    FossilHistory.setProjectCode(fossil, origin, ServedFront.PROJECT);
    Path checkout = Files.createDirectory(directory.resolve("checkout"));
    fossil.ok(checkout, "open", origin.toString());
    for (int i = 0; i < 5; i++) {
      Files.writeString(checkout.resolve("a.txt"), ("line " + i + "\n").repeat(500 + i));
      fossil.ok(checkout, "add", "a.txt");
      fossil.ok(checkout, "commit", "-m", "change " + i, "--no-warnings");
    }
    HttpFront http = served.start();
    String url = "http://127.0.0.1:" + http.address().getPort() + "/";
    String aliceUrl = url.replace("http://", "http://alice:tiger%20seven@");

    FossilProcess.Outcome asNobody = fossil.run(checkout, "push", url, "--once");
    assertThat(asNobody.output()).contains("not authorized to write");
    fossil.ok(checkout, "push", aliceUrl, "--once");

    List<Hash> names = FossilHistory.names(fossil, origin);
    assertThat(names).hasSizeGreaterThan(10).allMatch(name -> served.store().lookup(name).presence() == Presence.HELD);

    Path clone = directory.resolve("clone.fossil");
    fossil.ok(directory, "clone", url, clone.toString());
    assertThat(FossilHistory.names(fossil, clone)).containsAll(names);
    assertThat(fossil.ok(directory, "test-integrity", "-R", clone.toString())).contains(" 0 errors")
        .contains("check: ok");

    Hash late = served.store().commit("late\n".getBytes(StandardCharsets.UTF_8));
    fossil.ok(directory, "pull", url, "-R", clone.toString(), "--once");
    assertThat(FossilHistory.names(fossil, clone)).contains(late);

    FossilProcess.Outcome wrong = fossil.run(directory, "pull", url.replace("http://", "http://alice:wrong@"), "-R",
        clone.toString(), "--once");
    assertThat(wrong.output()).contains("login failed");
  }

  @Test
  void theReplyHasALengthAndClosesForHttp10() throws Exception {
    String reply = exchange(served.start(), "POST / HTTP/1.0", "application/x-fossil-uncompressed", "pragma x\n");

    assertThat(reply).startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("\r\ncontent-type: application/x-fossil-uncompressed\r\n")
        .containsPattern("(?i)\r\ncontent-length: [1-9]")
        .containsIgnoringCase("\r\nconnection: close\r\n")
        .contains("# timestamp ")
        .doesNotContainIgnoringCase("transfer-encoding");
  }

  @Test
  void aCloneIsAnsweredUncompressedWhateverTheRequestWas() throws Exception {
    String reply = exchange(served.start(), "POST /xfer HTTP/1.0", "application/x-fossil",
        "pragma client-version 22100 20230226 192424\nclone 3 1\n");

    assertThat(reply).containsIgnoringCase("\r\ncontent-type: application/x-fossil-uncompressed\r\n")
        .contains("clone_seqno 0\n")
        .contains("push " + "5".repeat(40) + " " + ServedFront.PROJECT + "\n");
  }

  @Test
  void aCompressedTypeIsAnsweredCompressedAndParametersDoNotCount() throws Exception {
    String reply = exchange(served.start(), "POST / HTTP/1.0", "application/x-fossil; charset=utf-8", "pragma x\n");

    assertThat(reply).containsIgnoringCase("\r\ncontent-type: application/x-fossil\r\n").doesNotContain("# timestamp");
  }

  @Test
  void aConnectionIsKeptForHttp11() throws Exception {
    HttpFront http = served.start();
    try (Socket socket = connect(http)) {
      for (int i = 0; i < 3; i++) {
        send(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-fossil-debug\r\n"
            + "Content-Length: 9\r\n\r\npragma x\n");
        assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 200 OK\r\n")
            .doesNotContainIgnoringCase("connection: close");
      }
    }
  }

  @Test
  void aPersonSeesAPageAndWhoeverAddsOnesIsAsked() throws Exception {
    Routes routes = Routes.of(Map.of("one", served.handler()));
    routes.addPage("/mine", visitor -> new Page.Sheet(503, "text/plain", "local: " + visitor.isLocal()));
    routes.addPage("/broken", visitor -> {
      throw new IllegalStateException("thrown by a test");
    });
    HttpFront http = served.start(routes);

    assertThat(exchange(http, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close", "", "")).startsWith("HTTP/1.1 200")
        .contains("fossil clone http://HOST:PORT/ one.fossil");
    assertThat(exchange(http, "GET /mine HTTP/1.0", "", "")).startsWith("HTTP/1.1 503").endsWith("local: true");
    assertThat(exchange(http, "HEAD /mine HTTP/1.0", "", "")).startsWith("HTTP/1.1 503")
        .containsIgnoringCase("content-length: 11\r\n").endsWith("\r\n\r\n");
    assertThat(exchange(http, "GET /broken HTTP/1.0", "", "")).startsWith("HTTP/1.1 500")
        .doesNotContain("thrown by a test");
    assertThat(exchange(http, "GET /else HTTP/1.0", "", "")).startsWith("HTTP/1.1 404");
  }

  @Test
  void aBombIsRefused() throws Exception {
    String reply = RawHttp.exchange(connect(served.start()), "POST / HTTP/1.0", "application/x-fossil",
        RawHttp.bomb(60 << 20));

    assertThat(reply).startsWith("HTTP/1.1 413");
  }

  /** Found when its nonce is checked where there is a login, and else when the cards are read. */
  @Test
  void aBodyOfWhichTheEndIsDamagedIsAnsweredByAnErrorCard() throws Exception {
    HttpFront http = served.start();
    for (String first : List.of("login alice " + "0".repeat(40) + " " + "1".repeat(40) + "\n", "pragma x\n")) {
      String text = first + ("# " + "x".repeat(200) + "\n").repeat(100_000);
      byte[] whole = StoredForm.compress(text.getBytes(StandardCharsets.ISO_8859_1));

      String reply = RawHttp.exchange(connect(http), "POST / HTTP/1.0", "application/x-fossil",
          Arrays.copyOf(whole, whole.length - 10));

      assertThat(reply).as(first).startsWith("HTTP/1.1 200");
      byte[] body = reply.substring(reply.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(new String(StoredForm.expand(body, 10_000), StandardCharsets.UTF_8)).contains("error damaged");
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    served.setOptions(served.options().withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(20)));
    try (Socket socket = connect(served.start())) {
      send(socket, "POST / HTT");

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void oneAnswerTooManyIsToldToComeBack() throws Exception {
    served.setOptions(served.options().withAnswersMax(1, Duration.ofMillis(100)));
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    HttpFront http = served.start(Routes.of(Map.of("one", asked -> {
      entered.countDown();
      released.await();
      return served.handler().answer(asked);
    })));
    Thread first = Thread.ofVirtual().start(() -> {
      try {
        exchange(http, "POST / HTTP/1.0", "application/x-fossil-debug", "pragma x\n");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    });
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(exchange(http, "POST / HTTP/1.0", "application/x-fossil-debug", "pragma x\n"))
        .startsWith("HTTP/1.1 503");
    released.countDown();
    first.join();
  }

  @Test
  void aRepositoryWhoseRoundsWaitLeavesPlacesToOthers() throws Exception {
    served.setOptions(served.options().withAnswersMax(4, Duration.ofSeconds(50)));
    CountDownLatch entered = new CountDownLatch(2);
    CountDownLatch released = new CountDownLatch(1);
    HttpFront http = served.start(Routes.of(Map.of("locked", asked -> {
      entered.countDown();
      released.await();
      throw new RepositoryException.Busy(Path.of("locked.fossil"), Duration.ofSeconds(15), null);
    }, "other", served.handler())));
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> waiting = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        waiting.add(clients.submit(
            () -> exchange(http, "POST /locked/xfer HTTP/1.0", "application/x-fossil-debug", "pragma x\n")));
      }
      assertThat(entered.await(50, TimeUnit.SECONDS)).isTrue();

      assertThat(exchange(http, "POST /other/xfer HTTP/1.0", "application/x-fossil-debug", "pragma x\n"))
          .startsWith("HTTP/1.1 200");

      released.countDown();
      for (Future<String> each : waiting) {
        assertThat(each.get()).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after")
            .contains("locked by another program");
      }
    }
  }

  @Test
  void aBodyLargerThanMemoryBuffersArrivesWhole() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      text.append("pragma nothing-").append(i).append('\n');
    }

    assertThat(exchange(served.start(), "POST / HTTP/1.0", "application/x-fossil-debug", text.toString()))
        .startsWith("HTTP/1.1 200").contains("errors 0");
  }

  @Test
  void aClientThatLeavesCostsNothing() throws Exception {
    HttpFront http = served.start();
    for (int i = 0; i < 5; i++) {
      try (Socket socket = connect(http)) {
        socket.getOutputStream().write(("POST / HTTP/1.0\r\nContent-Type: application/x-fossil-debug\r\n"
            + "Content-Length: 100\r\n\r\nfile " + "0".repeat(40) + " 50\n").getBytes(StandardCharsets.ISO_8859_1));
      }
    }

    assertThat(exchange(http, "GET / HTTP/1.0", "", "")).startsWith("HTTP/1.1 200");
  }
}

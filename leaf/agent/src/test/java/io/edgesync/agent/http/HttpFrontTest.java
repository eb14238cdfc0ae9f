package io.edgesync.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.memory.MemoryArtifactStore;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.login.LoginVerification;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes on the socket, and the stock client, against a front over a store in memory. */
final class HttpFrontTest {

  private static final ProjectCode PROJECT = new ProjectCode("c0dec0dec0dec0dec0dec0dec0dec0dec0dec0de");
  private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final MemoryBudget budget = new MemoryBudget(64 << 20);
  private final MemoryArtifactStore store = new MemoryArtifactStore(PROJECT, "5".repeat(40), 32 << 20);
  private final Answerer answerer = new Answerer(store, new Rights(), AnswerLimits.DEFAULT, null, SyncClock.SYSTEM,
      AnswerListener.SILENT);
  private HttpFrontOptions options = HttpFrontOptions.of(CardLimits.DEFAULT.withBodyBytesMax(40 << 20), budget);
  private @Nullable HttpFront front;

  @AfterEach
  void closeTheFront() {
    if (front != null) {
      front.close();
    }
    assertThat(budget.availableBytes()).as("bytes given back to the budget").isEqualTo(budget.totalBytes());
  }

  /** Everybody pulls and clones, alice with her password pushes. */
  private static final class Rights implements Authorizer {
    @Override
    public boolean proves(ProjectCode project, LoginCard login) {
      return login.user().equals("alice") && LoginVerification.signatureMatches(login, "tiger seven", project);
    }

    @Override
    public Capabilities rights(ProjectCode project, Principal asker, @Nullable String login) {
      return new Capabilities(login == null ? "go" : "goi");
    }
  }

  private HttpFront start(Map<String, XferHandler> repositories) throws IOException {
    HttpFront started = HttpFront.start(ANY, options, Routes.of(repositories));
    front = started;
    return started;
  }

  private HttpFront start() throws IOException {
    return start(Map.of("one", answerer::answer));
  }

  @Test
  void aStockClientClonesPushesAndPulls(@TempDir Path directory) throws Exception {
    FossilProcess fossil = FossilProcess.in(directory);
    Path origin = fossil.init(directory.resolve("origin.fossil"), "pw");
    FossilHistory.setProjectCode(fossil, origin, PROJECT);
    Path checkout = Files.createDirectory(directory.resolve("checkout"));
    fossil.ok(checkout, "open", origin.toString());
    for (int i = 0; i < 5; i++) {
      Files.writeString(checkout.resolve("a.txt"), ("line " + i + "\n").repeat(500 + i));
      fossil.ok(checkout, "add", "a.txt");
      fossil.ok(checkout, "commit", "-m", "change " + i, "--no-warnings");
    }
    HttpFront http = start();
    String url = "http://127.0.0.1:" + http.address().getPort() + "/";
    String aliceUrl = url.replace("http://", "http://alice:tiger%20seven@");

    FossilProcess.Outcome asNobody = fossil.run(checkout, "push", url, "--once");
    assertThat(asNobody.output()).contains("not authorized to write");
    fossil.ok(checkout, "push", aliceUrl, "--once");

    List<Hash> names = FossilHistory.names(fossil, origin);
    assertThat(names).hasSizeGreaterThan(10).allMatch(name -> store.lookup(name).presence() == Presence.HELD);

    Path clone = directory.resolve("clone.fossil");
    fossil.ok(directory, "clone", url, clone.toString());
    assertThat(FossilHistory.names(fossil, clone)).containsAll(names);
    assertThat(fossil.ok(directory, "test-integrity", "-R", clone.toString())).contains(" 0 errors")
        .contains("check: ok");

    Hash late = store.commit("late\n".getBytes(StandardCharsets.UTF_8));
    fossil.ok(directory, "pull", url, "-R", clone.toString(), "--once");
    assertThat(FossilHistory.names(fossil, clone)).contains(late);

    FossilProcess.Outcome wrong = fossil.run(directory, "pull", url.replace("http://", "http://alice:wrong@"), "-R",
        clone.toString(), "--once");
    assertThat(wrong.output()).contains("login failed");
  }

  @Test
  void theReplyHasALengthAndClosesForHttp10() throws Exception {
    String reply = exchange(start(), "POST / HTTP/1.0", "application/x-fossil-uncompressed", "pragma x\n");

    assertThat(reply).startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("\r\ncontent-type: application/x-fossil-uncompressed\r\n")
        .containsPattern("(?i)\r\ncontent-length: [1-9]")
        .containsIgnoringCase("\r\nconnection: close\r\n")
        .contains("# timestamp ")
        .doesNotContainIgnoringCase("transfer-encoding");
  }

  @Test
  void aCloneIsAnsweredUncompressedWhateverTheRequestWas() throws Exception {
    String reply = exchange(start(), "POST /xfer HTTP/1.0", "application/x-fossil",
        "pragma client-version 22100 20230226 192424\nclone 3 1\n");

    assertThat(reply).containsIgnoringCase("\r\ncontent-type: application/x-fossil-uncompressed\r\n")
        .contains("clone_seqno 0\n")
        .contains("push " + "5".repeat(40) + " " + PROJECT + "\n");
  }

  @Test
  void aCompressedTypeIsAnsweredCompressedAndParametersDoNotCount() throws Exception {
    String reply = exchange(start(), "POST / HTTP/1.0", "application/x-fossil; charset=utf-8", "pragma x\n");

    assertThat(reply).containsIgnoringCase("\r\ncontent-type: application/x-fossil\r\n").doesNotContain("# timestamp");
  }

  @Test
  void aConnectionIsKeptForHttp11AndNoInterimResponseIsSent() throws Exception {
    HttpFront http = start();
    try (Socket socket = connect(http)) {
      for (int i = 0; i < 3; i++) {
        String request = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/x-fossil-debug\r\n"
            + "Content-Length: 9\r\n\r\npragma x\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 200 OK\r\n")
            .doesNotContainIgnoringCase("connection: close");
      }
    }
  }

  @Test
  void thePathNamesTheRepositoryWhereThereAreSeveral() throws Exception {
    HttpFront http = start(Map.of("one", answerer::answer, "two", answerer::answer));

    for (String path : List.of("/one", "/two.fossil", "/two/xfer")) {
      assertThat(exchange(http, "POST " + path + " HTTP/1.0", "application/x-fossil-debug", "pragma x\n"))
          .startsWith("HTTP/1.1 200");
    }
    assertThat(exchange(http, "POST /three HTTP/1.0", "application/x-fossil-debug", "pragma x\n"))
        .startsWith("HTTP/1.1 404");
    assertThat(exchange(http, "POST / HTTP/1.0", "application/x-fossil-debug", "pragma x\n"))
        .startsWith("HTTP/1.1 404");
  }

  @Test
  void aPersonSeesAPageAndAProbeSeesHealth() throws Exception {
    HttpFront http = start();

    assertThat(exchange(http, "GET / HTTP/1.1\r\nConnection: close", "", "")).startsWith("HTTP/1.1 200")
        .contains("fossil clone http://HOST:PORT/ one.fossil");
    assertThat(exchange(http, "GET /healthz HTTP/1.0", "", "")).contains("{\"status\":\"ok\",\"repositories\":1}");
    assertThat(exchange(http, "HEAD /healthz HTTP/1.0", "", "")).endsWith("\r\n\r\n");
    assertThat(exchange(http, "GET /else HTTP/1.0", "", "")).startsWith("HTTP/1.1 404");
    assertThat(exchange(http, "DELETE / HTTP/1.0", "", "")).startsWith("HTTP/1.1 405");
  }

  @Test
  void badRequestsCostTheirSenderAReply() throws Exception {
    HttpFront http = start();

    assertThat(exchange(http, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-fossil",
        null, "0\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(exchange(http, "POST / HTTP/1.1\r\nContent-Type: application/x-fossil", null, ""))
        .startsWith("HTTP/1.1 400");
    assertThat(exchange(http, "POST / HTTP/1.1\r\nContent-Length: x\r\nContent-Type: application/x-fossil", null, ""))
        .startsWith("HTTP/1.1 400");
    assertThat(exchange(http, "rubbish", null, "")).startsWith("HTTP/1.1 400");
    assertThat(exchange(http, "GET /" + "x".repeat(20_000) + " HTTP/1.0", null, "")).startsWith("HTTP/1.1 400");
    assertThat(exchange(http, "POST / HTTP/1.0\r\nContent-Length: 999999999999\r\nContent-Type: application/x-fossil",
        null, ""))
        .startsWith("HTTP/1.1 413");
    assertThat(exchange(http, "POST / HTTP/1.0", "application/x-fossil", "not zlib at all\n"))
        .as("taken as text, as Fossil does").startsWith("HTTP/1.1 200");
  }

  @Test
  void aBombIsRefused() throws Exception {
    String reply = RawHttp.exchange(connect(start()), "POST / HTTP/1.0", "application/x-fossil",
        RawHttp.bomb(60 << 20));

    assertThat(reply).startsWith("HTTP/1.1 413");
  }

  @Test
  void aBodyThatStallsIsGivenUp() throws Exception {
    options = options.withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(1));
    try (Socket socket = connect(start())) {
      socket.getOutputStream().write(("POST / HTTP/1.0\r\nContent-Type: application/x-fossil-debug\r\n"
          + "Content-Length: 100\r\n\r\npragma").getBytes(StandardCharsets.ISO_8859_1));

      assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    options = options.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(20));
    try (Socket socket = connect(start())) {
      socket.getOutputStream().write("POST / HTT".getBytes(StandardCharsets.ISO_8859_1));

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void oneConnectionTooManyIsToldToComeBack() throws Exception {
    options = options.withConnectionsMax(1);
    HttpFront http = start();
    try (Socket first = connect(http)) {
      first.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      assertThat(RawHttp.readReply(first)).startsWith("HTTP/1.1 200");
      try (Socket second = connect(http)) {
        assertThat(RawHttp.readReply(second)).startsWith("HTTP/1.1 503").contains("Retry-After: 2");
      }
    }
  }

  @Test
  void oneAnswerTooManyIsToldToComeBack() throws Exception {
    options = options.withAnswersMax(1, Duration.ofMillis(100));
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    HttpFront http = start(Map.of("one", asked -> {
      entered.countDown();
      released.await();
      return answerer.answer(asked);
    }));
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
  void aBodyLargerThanMemoryBuffersArrivesWhole() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      text.append("pragma nothing-").append(i).append('\n');
    }

    assertThat(exchange(start(), "POST / HTTP/1.0", "application/x-fossil-debug", text.toString()))
        .startsWith("HTTP/1.1 200").contains("errors 0");
  }

  @Test
  void aClientThatLeavesCostsNothing() throws Exception {
    HttpFront http = start();
    for (int i = 0; i < 5; i++) {
      try (Socket socket = connect(http)) {
        socket.getOutputStream().write(("POST / HTTP/1.0\r\nContent-Type: application/x-fossil-debug\r\n"
            + "Content-Length: 100\r\n\r\nfile " + "0".repeat(40) + " 50\n").getBytes(StandardCharsets.ISO_8859_1));
      }
    }

    assertThat(exchange(http, "GET /healthz HTTP/1.0", "", "")).startsWith("HTTP/1.1 200");
  }

  private static Socket connect(HttpFront http) throws IOException {
    Socket socket = new Socket(http.address().getAddress(), http.address().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static String exchange(HttpFront http, String requestLine, @Nullable String contentType, String body)
      throws IOException {
    return RawHttp.exchange(connect(http), requestLine, contentType, body.getBytes(StandardCharsets.ISO_8859_1));
  }
}

package io.edgesync.mesh.broker;

import static io.edgesync.mesh.broker.WebsocketWire.BINARY;
import static io.edgesync.mesh.broker.WebsocketWire.CLOSE;
import static io.edgesync.mesh.broker.WebsocketWire.COMPRESSED;
import static io.edgesync.mesh.broker.WebsocketWire.CONTINUATION;
import static io.edgesync.mesh.broker.WebsocketWire.FINAL;
import static io.edgesync.mesh.broker.WebsocketWire.PING;
import static io.edgesync.mesh.broker.WebsocketWire.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.websocket.WebsocketOptions;
import io.edgesync.xfer.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our WebSocket beside that of a {@code nats-server}: statements 83 to 87 of the conformance checklist. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebsocketTest {
  private static final String QUIET = Transcripts.QUIET;
  private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
  private static final Pattern OF_THE_HOUR = Pattern.compile("(?m)^(Date|Connection): [^\r]*\r\n");

  /** What somebody does with a listener on that port, and hears from it. */
  private interface Scene {
    String play(int port) throws IOException;
  }

  private NatsServerProcess real;
  private int realPort;
  private int realStrictPort;
  private NatsServerProcess realStrict;
  private Broker ours;
  private Broker oursStrict;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    realPort = FreePort.next();
    real = NatsServerProcess.start(directory, "websocket { listen: \"127.0.0.1:" + realPort
        + "\", no_tls: true, compression: true }\nmax_payload: 200000\n", "");
    realStrictPort = FreePort.next();
    realStrict = NatsServerProcess.start(directory, "websocket { listen: \"127.0.0.1:" + realStrictPort
        + "\", no_tls: true, same_origin: true, allowed_origins: [\"http://localhost\", \"https://other:8443\"] }\n"
        + "authorization { token: secret }\n", "");
    WebsocketOptions options = WebsocketOptions.noTls(loopback());
    ours = Broker.start(BrokerOptions.named("websocket").withClientPort(0).withLeafPort(0)
        .withWebsocket(options.withCompression(true)).withLimits(BrokerLimits.DEFAULT.withPayloadBytesMax(200_000)));
    oursStrict = Broker.start(BrokerOptions.named("strict")
        .withAccounts(io.edgesync.mesh.account.AccountsOptions.ofToken("secret")).withWebsocket(
            options.withSameOrigin(true).withAllowedOrigins(List.of("http://localhost", "https://other:8443"))));
  }

  @AfterAll
  void stop() {
    ours.close();
    oursStrict.close();
    real.close();
    realStrict.close();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private int port() {
    return ours.websocketAddress().getPort();
  }

  private String same(Scene scene) throws IOException {
    String expected = scene.play(realPort);
    assertThat(scene.play(port())).isEqualTo(expected);
    return expected;
  }

  private String sameWhereStrict(Scene scene) throws IOException {
    String expected = scene.play(realStrictPort);
    assertThat(scene.play(oursStrict.websocketAddress().getPort())).isEqualTo(expected);
    return expected;
  }

  private static String asked(int port, String request) throws IOException {
    try (WebsocketWire wire = WebsocketWire.to(port)) {
      return OF_THE_HOUR.matcher(wire.ask(request)).replaceAll("");
    }
  }

  // ---- the upgrade

  @ParameterizedTest
  @ValueSource(strings = {"/", "/any/path?and=query", "/leafnode"})
  void anyPathIsUpgraded(String path) throws IOException {
    assertThat(same(port -> asked(port, WebsocketWire.request(path)).replace("Connection: Upgrade\r\n", "")))
        .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"})
  void whatIsNoUpgradeIsRefused(String request) throws IOException {
    assertThat(same(port -> asked(port, request))).matches("(?s)HTTP/1.1 40[05] .*Sec-Websocket-Version: 13\r\n.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no words\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET /\u0001 HTTP/x\r\n\r\n"})
  void whatIsNoHttpIsRefused(String request) throws IOException {
    for (int port : new int[]{realPort, port()}) {
      assertThat(asked(port, request)).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void headersWithoutEndAreRefused() throws IOException {
    String header = "X-Long: " + "x".repeat(1000) + "\r\n";
    assertThat(asked(port(), "GET / HTTP/1.1\r\nHost: a\r\n" + header.repeat(100))).startsWith("HTTP/1.1 431 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Origin: http://localhost", "Origin: http://LOCALHOST:80", "Origin: https://localhost",
      "Origin: http://localhost:81", "Origin: http://other:8443", "Origin: null", "Origin: http://evil.example",
      "X-None: 1", "Sec-WebSocket-Origin: http://evil.example"})
  void originsAreChecked(String header) throws IOException {
    String answer = sameWhereStrict(port -> asked(port, WebsocketWire.request("/", header)));

    assertThat(answer).startsWith(header.contains("://localhost") && !header.contains("s://") && !header.endsWith("81")
        || header.contains("LOCALHOST") || header.startsWith("X-") ? "HTTP/1.1 101 " : "HTTP/1.1 403 ");
  }

  @Test
  void maskingIsLeftOutWhereThatIsAskedFor() throws IOException {
    assertThat(same(port -> {
      try (WebsocketWire wire = WebsocketWire.opened(port, "Nats-No-Masking: true")) {
        return wire.sendRaw(WebsocketWire.unmasked(FINAL | BINARY, QUIET + "PING\r\n")).heardUntil("PONG\r\n");
      }
    })).isEqualTo("PONG\r\n");
  }

  // ---- frames

  @Test
  void textAndBinaryAndFragmentsAreOneStream() throws IOException {
    assertThat(same(port -> {
      try (WebsocketWire wire = WebsocketWire.opened(port)) {
        return wire.send(FINAL | TEXT, QUIET).send(TEXT, "SU").send(CONTINUATION, "B fo").send(FINAL | PING, "hi")
            .send(FINAL | CONTINUATION, "o 1\r\nPUB foo 5\r\nhe").send(FINAL | BINARY, "").send("llo\r\nPI")
            .send(BINARY, "").send(FINAL | CONTINUATION, "NG\r\n").heardUntil("PONG\r\n");
      }
    })).isEqualTo("pong hiMSG foo 1 5\r\nhello\r\nPONG\r\n");
  }

  @Test
  void framesMayComeByteByByte() throws IOException {
    String script = WebsocketWire.frame(FINAL | BINARY, QUIET + "SUB foo 1\r\n")
        + WebsocketWire.frame(FINAL | PING, "x")
        + WebsocketWire.frame(FINAL | BINARY, "PUB foo 300\r\n" + "y".repeat(300) + "\r\nPING\r\n");
    try (WebsocketWire wire = WebsocketWire.opened(port())) {
      for (char b : script.toCharArray()) {
        wire.sendRaw(String.valueOf(b));
      }
      assertThat(wire.heardUntil("PONG\r\n")).isEqualTo("pong xMSG foo 1 300\r\n" + "y".repeat(300) + "\r\nPONG\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 126, 5000, 70_000, 200_000})
  void framesOfAnyLengthPassBothWays(int length) throws IOException {
    String payload = "0123456789abcdef".repeat(length / 16 + 1).substring(0, length);
    assertThat(same(port -> {
      try (WebsocketWire wire = WebsocketWire.opened(port)) {
        return wire.send(QUIET + "SUB foo 1\r\nPUB foo " + length + "\r\n" + payload + "\r\nPING\r\n")
            .heardUntil("PONG\r\n");
      }
    })).isEqualTo("MSG foo 1 " + length + "\r\n" + payload + "\r\nPONG\r\n");
  }

  @Test
  void aClientByWebSocketAndOneByTcpMeet() throws IOException {
    try (WebsocketWire web = WebsocketWire.opened(port());
        Wire tcp = Transcripts.settled(ours.clientAddress().getPort(), QUIET + "SUB a 1\r\n")) {
      assertThat(web.send(QUIET + "SUB b 7\r\nPUB a 3\r\none\r\nPING\r\n").heardUntil("PONG\r\n"))
          .isEqualTo("PONG\r\n");
      assertThat(tcp.message()).isEqualTo("MSG a 1 3\r\none\r\n");
      tcp.send("PUB b 3\r\ntwo\r\n");
      assertThat(web.heardUntil("two\r\n")).isEqualTo("MSG b 7 3\r\ntwo\r\n");
    }
  }

  @Test
  void serverFramesAreBinary() throws IOException {
    try (WebsocketWire wire = WebsocketWire.upgraded(port(), "/")) {
      assertThat(wire.frame().first()).isEqualTo(FINAL | BINARY);
    }
  }

  @Test
  void browsersGetSmallFrames() throws IOException {
    String payload = "z".repeat(10_000);
    for (int port : new int[]{realPort, port()}) {
      try (WebsocketWire wire = WebsocketWire.opened(port, "User-Agent: Mozilla/5.0 (X11; Linux x86_64)")) {
        wire.send(QUIET + "SUB foo 1\r\nPUB foo 10000\r\n" + payload + "\r\n");
        var heard = new StringBuilder();
        while (heard.length() < 10_000) {
          WebsocketWire.Frame frame = wire.frame();
          assertThat(frame.first()).isEqualTo(FINAL | BINARY);
          assertThat(frame.payload()).hasSizeLessThanOrEqualTo(4096);
          heard.append(frame.payload());
        }
        assertThat(heard.toString()).isEqualTo("MSG foo 1 10000\r\n" + payload + "\r\n");
      }
    }
  }

  @Test
  void pingsAreAnsweredAheadOfWhatWasAskedBetweenThem() throws IOException {
    String frames = WebsocketWire.frame(FINAL | BINARY, QUIET + "PING\r\n") + WebsocketWire.frame(FINAL | PING, "a")
        + WebsocketWire.frame(FINAL | PING, "") + WebsocketWire.frame(FINAL | WebsocketWire.PONG, "unasked")
        + WebsocketWire.frame(FINAL | BINARY, "PING\r\n");
    assertThat(same(port -> {
      try (WebsocketWire wire = WebsocketWire.opened(port)) {
        return wire.sendRaw(frames).heardUntil("PONG\r\nPONG\r\n");
      }
    })).isEqualTo("pong apong PONG\r\nPONG\r\n");
  }

  @Test
  void aCloseIsEchoed() throws IOException {
    assertThat(same(port -> {
      try (WebsocketWire wire = WebsocketWire.opened(port)) {
        return wire.send(QUIET + "PING\r\n").heardUntil("PONG\r\n")
            + wire.send(FINAL | CLOSE, "\u0003\u00e8bye").rest();
      }
    })).isEqualTo("PONG\r\nclose 1000 bye(closed)");
    assertThat(same(port -> {
      try (WebsocketWire wire = WebsocketWire.opened(port)) {
        return wire.send(FINAL | CLOSE, "\u0003\u00e8\u00ff").rest();
      }
    })).isEqualTo("close 1007 invalid utf8 body in close frame(closed)");
  }

  /** Where {@code nats-server} sends the status 1005, which browsers take for an error. */
  @Test
  void aCloseWithoutStatusIsEchoedWithoutOne() throws IOException {
    try (WebsocketWire wire = WebsocketWire.opened(port())) {
      assertThat(wire.send(FINAL | CLOSE, "").rest()).isEqualTo("close(closed)");
    }
  }

  /** We say which fault it was; {@code nats-server} 2.9.10 means to, and is not heard. */
  @ParameterizedTest
  @ValueSource(strings = {"\u0082\u0006PING\r\n", "\u00c2\u0080\u0000\u0000\u0000\u0000",
      "\u0080\u0080\u0000\u0000\u0000\u0000", "\u0083\u0080\u0000\u0000\u0000\u0000",
      "\u0009\u0080\u0000\u0000\u0000\u0000",
      "\u0001\u0080\u0000\u0000\u0000\u0000\u0081\u0080\u0000\u0000\u0000\u0000",
      "\u0089\u00fe\u0000\u007f\u0000\u0000\u0000\u0000"})
  void brokenFramesEndTheConnection(String frames) throws IOException {
    int strict = oursStrict.websocketAddress().getPort();
    for (int port : new int[]{realStrictPort, strict}) {
      try (WebsocketWire wire = WebsocketWire.opened(port)) {
        // Nothing that the stock server says, and it says it seldom, is a NATS line.
        assertThat(wire.sendRaw(frames).rest()).doesNotContain("PONG").endsWith("(closed)")
            .startsWith(port == strict ? "close 1002 " : "");
      }
    }
  }

  // ---- the end

  @ParameterizedTest
  @ValueSource(strings = {"FOO\r\n", "PUB foo 200001\r\n", "PUB a b c d\r\n", "CONNECT {\"protocol\":7}\r\n",
      "CONNECT {\"account\":\"a\"}\r\n", "PUB a 1\r\nxxx\r\n"})
  void anErrorComesAheadOfTheCloseThatNamesIt(String script) throws IOException {
    assertThat(same(port -> {
      try (WebsocketWire wire = WebsocketWire.opened(port)) {
        return wire.send(QUIET + "PING\r\n" + script).rest();
      }
    })).startsWith("PONG\r\n").containsPattern("close 10\\d\\d [A-Z]").endsWith("(closed)");
  }

  @Test
  void whoeverDoesNotLogInIsTold() throws IOException {
    String why = "-ERR 'Authorization Violation'\r\nclose 1008 Authentication Failure(closed)";
    for (String script : List.of("CONNECT {\"auth_token\":\"wrong\"}\r\n", "PING\r\n")) {
      assertThat(sameWhereStrict(port -> {
        try (WebsocketWire wire = WebsocketWire.opened(port)) {
          return wire.send(script).rest();
        }
      })).isEqualTo(why);
    }
    assertThat(sameWhereStrict(port -> {
      try (WebsocketWire wire = WebsocketWire.opened(port)) {
        return wire.send("CONNECT {\"verbose\":false,\"auth_token\":\"secret\"}\r\nPING\r\n").heardUntil("PONG\r\n");
      }
    })).isEqualTo("PONG\r\n");
  }

  @Test
  void whoeverIsSilentIsTold() throws IOException {
    assertThat(sameWhereStrict(port -> {
      try (WebsocketWire wire = WebsocketWire.opened(port)) {
        return wire.rest();
      }
    })).isEqualTo("-ERR 'Authentication Timeout'\r\nclose 1008 Authentication Timeout(closed)");
  }

  // ---- compression

  @Test
  void compressionTakesNoContextOver() throws IOException {
    assertThat(same(port -> asked(port, WebsocketWire.request("/", DEFLATE)))).contains(
        "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n");
    assertThat(sameWhereStrict(port -> asked(port, WebsocketWire.request("/", DEFLATE)))).doesNotContain("Extensions");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 5000, 150_000})
  void compressedMessagesPassBothWays(int length) throws IOException {
    String payload = "compress me, please. ".repeat(length / 21 + 1).substring(0, length);
    for (String agent : List.of("none", "Mozilla/5.0 Chrome/1", "Mozilla/5.0 Version/17 Safari/605")) {
      assertThat(same(port -> {
        try (WebsocketWire wire = WebsocketWire.upgraded(port, "/", DEFLATE, "User-Agent: " + agent)) {
          wire.message();
          wire.send(FINAL | COMPRESSED | BINARY, deflated(QUIET + "SUB foo 1\r\nPING\r\n"));
          assertThat(wire.message()).isEqualTo("PONG\r\n");
          String publication = deflated("PUB foo " + length + "\r\n" + payload + "\r\n");
          wire.send(COMPRESSED | BINARY, publication.substring(0, 5)).send(FINAL | PING, "between");
          assertThat(wire.frame().shown()).isEqualTo("pong between");
          wire.send(FINAL | CONTINUATION, publication.substring(5)).send("PING\r\n");
          var heard = new StringBuilder();
          while (!heard.toString().endsWith("PONG\r\n")) {
            heard.append(wire.message());
          }
          return heard.toString();
        }
      })).isEqualTo("MSG foo 1 " + length + "\r\n" + payload + "\r\nPONG\r\n");
    }
  }

  @Test
  void whatDoesNotDecompressEndsTheConnection() throws IOException {
    for (int port : new int[]{realPort, port()}) {
      try (WebsocketWire wire = WebsocketWire.opened(port, DEFLATE)) {
        assertThat(wire.send(FINAL | COMPRESSED | BINARY, "\u0000garbage").rest()).endsWith("(closed)");
      }
    }
  }

  /** Megabytes of PINGs in a few kilobytes are opened piece by piece; the first wrong byte in them ends it. */
  @Test
  void aBombIsOpenedInPieces() throws IOException {
    String bomb = deflated("PING\r\n".repeat(100) + "x".repeat(20_000_000));
    try (WebsocketWire wire = WebsocketWire.opened(port(), DEFLATE)) {
      assertThat(wire.send(FINAL | COMPRESSED | BINARY, bomb).rest())
          .endsWith("-ERR 'Unknown Protocol Operation'\r\nclose 1002 Protocol Violation(closed)");
    }
  }

  static String deflated(String text) {
    var deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(text.getBytes(StandardCharsets.ISO_8859_1));
      var compressed = new StringBuilder();
      byte[] part = new byte[64 * 1024];
      int count = deflater.deflate(part, 0, part.length, Deflater.SYNC_FLUSH);
      while (count > 0) {
        compressed.append(new String(part, 0, count, StandardCharsets.ISO_8859_1));
        count = count < part.length ? 0 : deflater.deflate(part, 0, part.length, Deflater.SYNC_FLUSH);
      }
      return compressed.substring(0, compressed.length() - 4);
    } finally {
      deflater.end();
    }
  }
}

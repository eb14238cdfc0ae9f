package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A leafnode that is no more than bytes, towards our broker and towards nats-server, each with one and the same client behind it. */
class LeafTranscriptTest {
  private static final String CONNECT = "CONNECT {\"version\":\"2.9.10\",\"server_id\":\"X\",\"name\":\"X\",\"cluster\":\"X\",\"headers\":true}\r\n";

  @TempDir
  private static Path directory;
  private static NatsServerProcess real;
  private static Broker ours;

  @BeforeAll
  static void start() throws IOException {
    real = NatsServerProcess.start(directory);
    ours = Broker.start(BrokerOptions.named("leaf-transcript").withClientPort(0).withLeafPort(0));
  }

  @AfterAll
  static void stop() {
    ours.close();
    real.close();
  }

  static Stream<Arguments> scripts() {
    return Stream.of(Arguments.of("an operation before CONNECT", "PING\r\n", ""),
        Arguments.of("a client on the leafnode port", "CONNECT {\"lang\":\"go\"}\r\n", ""),
        Arguments.of("CONNECT that is no JSON", "CONNECT {oops\r\n", ""),
        Arguments.of("a bare CONNECT", "CONNECT {}\r\nPING\r\n", ""),
        Arguments.of("a gateway", "CONNECT {\"gateway\":\"G\"}\r\n", ""),
        Arguments.of("interest with two arguments", CONNECT + "LS+ a b\r\nPING\r\n", ""),
        Arguments.of("interest in an invalid subject", CONNECT + "LS+ a..b\r\nPING\r\n", ""),
        Arguments.of("interest withdrawn that never was", CONNECT + "LS- a\r\nLS- a q\r\nPING\r\n", ""),
        Arguments.of("letters of any case", CONNECT + "ls+ a\r\nPiNg\r\n", ""),
        Arguments.of("MSG on a leafnode link", CONNECT + "MSG a 1 2\r\nhi\r\nPING\r\n", ""),
        Arguments.of("a literal inside JetStream", CONNECT + "LS+ $KV.a\r\nPING\r\n", ""),
        Arguments.of("a wildcard inside JetStream", CONNECT + "LS+ $KV.>\r\nPING\r\n", ""),
        Arguments.of("a queue list that is none", CONNECT + "LMSG a x y 2\r\nhi\r\nPING\r\n", ""),
        Arguments.of("a plain message", CONNECT + "LS+ foo\r\nPONG\r\nPING\r\n", "PUB foo 5\r\nhello\r\n"),
        Arguments.of("overlapping interest gets one copy",
            CONNECT + "LS+ foo.x\r\nLS+ foo.>\r\nLS+ *.x\r\nPONG\r\nPING\r\n",
            "PUB foo.x re.ply 2\r\nhi\r\n"),
        Arguments.of("a message for two groups",
            CONNECT + "LS+ bar q1 1\r\nLS+ bar q2 2\r\nPONG\r\nPING\r\n",
            "PUB bar 2\r\nhi\r\nPUB bar rep.ly 2\r\nhi\r\n"),
        Arguments.of("plain and group interest in one message", CONNECT + "LS+ bar\r\nLS+ bar q1 1\r\nPONG\r\nPING\r\n",
            "PUB bar 2\r\nhi\r\n"),
        Arguments.of("headers in all four shapes",
            CONNECT + "LS+ foo\r\nLS+ bar q1 1\r\nPONG\r\nPING\r\n",
            "HPUB foo 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\nHPUB foo r 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\n"
                + "HPUB bar 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\nHPUB bar r 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\n"),
        Arguments.of("a peer without headers gets none",
            CONNECT.replace(",\"headers\":true", "") + "LS+ foo\r\nPONG\r\nPING\r\n",
            "HPUB foo r 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\n"),
        Arguments.of("what the peer does not want", CONNECT.replace("}", ",\"deny_pub\":[\"no.\\u003e\"]}")
            + "LS+ no.>\r\nLS+ yes\r\nPONG\r\nPING\r\n", "PUB no.x 1\r\nx\r\nPUB yes 1\r\ny\r\n"),
        Arguments.of("JetStream is not sent", CONNECT + "LS+ $KV.>\r\nLS+ yes\r\nPONG\r\nPING\r\n",
            "PUB $KV.a 1\r\nx\r\nPUB yes 1\r\ny\r\n"),
        Arguments.of("interest and its end", CONNECT + "PONG\r\nPING\r\n",
            "SUB i.a 1\r\nSUB i.a 2\r\nSUB i.q g 3\r\nSUB i.q g 4\r\nUNSUB 1\r\nUNSUB 3\r\nUNSUB 2\r\nUNSUB 4\r\n"),
        Arguments.of("a queue member here is preferred", CONNECT + "LS+ w q 1\r\nPONG\r\nPING\r\n",
            "SUB w q 1\r\nPUB w 1\r\nx\r\nUNSUB 1\r\nPUB w 1\r\ny\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void answersLikeTheRealServer(String what, String leafScript, String clientScript) throws IOException {
    String expected = play(real.leafPort(), real.clientPort(), leafScript, clientScript);

    assertThat(play(ours.leafAddress().getPort(), ours.clientAddress().getPort(), leafScript, clientScript)).as(what)
        .isEqualTo(expected);
  }

  /** What the leafnode hears, without INFO and without the interest that every server has of its own. */
  private static String play(int leafPort, int clientPort, String leafScript, String clientScript) throws IOException {
    try (var leaf = new Wire(leafPort); var client = new Wire(clientPort)) {
      assertThat(leaf.line()).startsWith("INFO {");
      client.line();
      leaf.send(leafScript);
      var heard = new StringBuilder(hearUntil(leaf, "PONG\r\n"));
      if (!clientScript.isEmpty()) {
        client.send("CONNECT {\"verbose\":false,\"headers\":true}\r\n" + clientScript + "PING\r\n");
        client.linesUntil("PONG");
        // A barrier on the link: what the client caused is ahead of this answer.
        leaf.send("PING\r\n");
        heard.append(hearUntil(leaf, "PONG\r\n"));
      }
      return heard.toString();
    }
  }

  private static String hearUntil(Wire wire, String end) throws IOException {
    var heard = new StringBuilder();
    while (true) {
      String line = wire.line();
      boolean ownInterest = line.startsWith("LS+ $") || line.startsWith("LS+ _") || line.startsWith("INFO ")
          || line.equals("PING\r\n");
      if (!ownInterest) {
        // The order of the groups in one message is nobody's promise.
        heard.append(line.replace("q2 q1", "q1 q2"));
      }
      if (line.equals(end)) {
        return heard.toString();
      }
      if (wire.ended()) {
        return heard + "(closed)";
      }
    }
  }
}

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

/** The same bytes are sent to our broker and to nats-server, and the same bytes must come back. */
class TranscriptTest {
  private static final String QUIET = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";
  private static final String HEADERS = "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true}\r\n";

  @TempDir
  private static Path directory;
  private static NatsServerProcess real;
  private static Broker ours;

  @BeforeAll
  static void start() throws IOException {
    real = NatsServerProcess.start(directory);
    ours = Broker.start(BrokerOptions.named("transcript").withClientPort(0));
  }

  @AfterAll
  static void stop() {
    ours.close();
    real.close();
  }

  static Stream<Arguments> scripts() {
    return Stream.of(Arguments.of("a PING before CONNECT", "PING\r\n"),
        Arguments.of("CONNECT and PING", QUIET + "PING\r\n"),
        Arguments.of("verbose by default", "CONNECT {}\r\nSUB a 1\r\nPUB a 2\r\nhi\r\nUNSUB 1\r\nPING\r\n"),
        Arguments.of("no CONNECT at all", "SUB a 1\r\nPUB a 2\r\nhi\r\nPING\r\n"),
        Arguments.of("letters of any case, tabs and blanks",
            QUIET + "sUb \t a   1\r\npUb\ta  \t 2\r\nhi\r\npInG\r\n"),
        Arguments.of("lines that end in LF alone", QUIET + "SUB a 1\nPING\n"),
        Arguments.of("a payload that ends in LF alone", QUIET + "SUB a 1\r\nPUB a 2\r\nhi\nPING\r\n"),
        Arguments.of("a payload longer than stated", QUIET + "SUB a 1\r\nPUB a 2\r\nhiya\r\nPING\r\n"),
        Arguments.of("PING with more on the line", QUIET + "PING extra stuff\r\n"),
        Arguments.of("+OK and INFO from a client", QUIET + "+OK\r\nINFO {}\r\nPING\r\n"),
        Arguments.of("-ERR from a client", QUIET + "-ERR 'x'\r\nPING\r\n"),
        Arguments.of("a blank line", QUIET + "\r\nPING\r\n"), Arguments.of("a leading blank", QUIET + " PING\r\n"),
        Arguments.of("an unknown operation", QUIET + "FOO\r\nPING\r\n"),
        Arguments.of("MSG from a client", QUIET + "MSG a 1 2\r\nhi\r\nPING\r\n"),
        Arguments.of("LS+ from a client", QUIET + "LS+ a\r\nPING\r\n"),
        Arguments.of("UNSUB without arguments", QUIET + "UNSUB\r\nPING\r\n"),
        Arguments.of("PUB without a size", QUIET + "PUB foo\r\nPING\r\n"),
        Arguments.of("PUB with too many arguments", QUIET + "PUB foo a b c\r\nPING\r\n"),
        Arguments.of("PUB with a negative size", QUIET + "PUB foo -1\r\nPING\r\n"),
        Arguments.of("PUB with letters for a size", QUIET + "PUB foo abc\r\nPING\r\n"),
        Arguments.of("PUB with a size of ten digits", QUIET + "PUB foo 1234567890\r\nPING\r\n"),
        Arguments.of("SUB without a sid", QUIET + "SUB foo\r\nPING\r\n"),
        Arguments.of("SUB with too many arguments", QUIET + "SUB a b c d\r\nPING\r\n"),
        Arguments.of("UNSUB with too many arguments", QUIET + "UNSUB 1 2 3\r\nPING\r\n"),
        Arguments.of("HPUB without sizes", HEADERS + "HPUB foo 12\r\nPING\r\n"),
        Arguments.of("HPUB with a header longer than the whole", HEADERS + "HPUB foo 20 12\r\nPING\r\n"),
        Arguments.of("HPUB without negotiated headers",
            QUIET + "HPUB h 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\nPING\r\n"),
        Arguments.of("headers there and back",
            HEADERS
                + "SUB h 4\r\nHPUB h 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\nHPUB h re 17 17\r\nNATS/1.0\r\nA:B\r\n\r\n\r\nPING\r\n"),
        Arguments.of("an argument of 4096 bytes", QUIET + "SUB " + "x".repeat(4094) + " 1\r\nPING\r\n"),
        Arguments.of("an argument of 4097 bytes", QUIET + "SUB " + "x".repeat(4095) + " 1\r\nPING\r\n"),
        Arguments.of("a payload over the limit", QUIET + "PUB a 1048577\r\n"),
        Arguments.of("empty payloads", QUIET + "SUB a 1\r\nPUB a 0\r\n\r\nPUB a re 0\r\n\r\nPING\r\n"),
        Arguments.of("subjects in UTF-8",
            QUIET + "SUB \u00c3\u00a4.* 1\r\nPUB \u00c3\u00a4.\u00c3\u00b6 1\r\nx\r\nPING\r\n"),
        Arguments.of("pedantic and a wildcard",
            "CONNECT {\"verbose\":false}\r\nSUB foo.* 1\r\nPUB foo.* 1\r\nx\r\nPING\r\n"),
        Arguments.of("protocol 2", "CONNECT {\"protocol\":2}\r\n"),
        Arguments.of("no responders without headers", "CONNECT {\"verbose\":false,\"no_responders\":true}\r\n"),
        Arguments.of("an account in CONNECT", "CONNECT {\"account\":\"X\"}\r\n"),
        Arguments.of("CONNECT that is no JSON", "CONNECT {oops\r\nPING\r\n"),
        Arguments.of("a sid twice", QUIET + "SUB a 1\r\nSUB b 1\r\nPUB a 1\r\nx\r\nPUB b 1\r\ny\r\nPING\r\n"),
        Arguments.of("a sid again after UNSUB",
            QUIET + "SUB a 1\r\nUNSUB 1\r\nSUB b 1\r\nPUB a 1\r\nx\r\nPUB b 1\r\ny\r\nPING\r\n"),
        Arguments.of("a sid of letters", QUIET + "SUB a abc-def\r\nPUB a 1\r\nx\r\nPING\r\n"),
        Arguments.of("invalid subjects",
            QUIET + "SUB foo..bar 1\r\nSUB .foo 2\r\nSUB foo. 3\r\nSUB foo.>.bar 4\r\nPING\r\n"),
        Arguments.of("wildcards that are letters",
            QUIET
                + "SUB foo*bar 1\r\nSUB a.>x 2\r\nPUB foo*bar 1\r\nx\r\nPUB fooXbar 1\r\ny\r\nPUB a.>x 1\r\nz\r\nPING\r\n"),
        Arguments.of("a tail needs a token", QUIET + "SUB foo.> 1\r\nPUB foo 1\r\nx\r\nPUB foo.a.b 1\r\ny\r\nPING\r\n"),
        Arguments.of("a star is one token",
            QUIET + "SUB foo.*.c 1\r\nPUB foo.b.c 1\r\nx\r\nPUB foo.b.d.c 1\r\ny\r\nPING\r\n"),
        Arguments.of("publishing to an empty token",
            QUIET + "SUB > 1\r\nPUB foo..bar 1\r\nx\r\nPUB ok 1\r\ny\r\nPING\r\n"),
        Arguments.of("echo off",
            "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false}\r\nSUB a 1\r\nPUB a 1\r\nx\r\nPING\r\n"),
        Arguments.of("UNSUB after two",
            QUIET + "SUB a 1\r\nUNSUB 1 2\r\nPUB a 1\r\n1\r\nPUB a 1\r\n2\r\nPUB a 1\r\n3\r\nPING\r\n"),
        Arguments.of("UNSUB after fewer than were had",
            QUIET + "SUB a 1\r\nPUB a 1\r\n1\r\nPUB a 1\r\n2\r\nUNSUB 1 1\r\nPUB a 1\r\n3\r\nPING\r\n"),
        Arguments.of("UNSUB with a later maximum",
            QUIET + "SUB a 1\r\nUNSUB 1 1\r\nUNSUB 1 2\r\nPUB a 1\r\n1\r\nPUB a 1\r\n2\r\nPUB a 1\r\n3\r\nPING\r\n"),
        Arguments.of("no responders", HEADERS + "SUB inbox.* 7\r\nPUB nobody inbox.1 1\r\nx\r\nPING\r\n"),
        Arguments.of("no responders without an inbox", HEADERS + "PUB nobody inbox.1 1\r\nx\r\nPING\r\n"),
        Arguments.of("no responders and an inbox in a queue",
            HEADERS + "SUB inbox.* q 7\r\nPUB nobody inbox.1 1\r\nx\r\nPING\r\n"),
        Arguments.of("the only responder is oneself with echo off",
            "CONNECT {\"verbose\":false,\"echo\":false,\"headers\":true,\"no_responders\":true}\r\nSUB in 1\r\nSUB svc 2\r\nPUB svc in 1\r\nx\r\nPING\r\n"),
        Arguments.of("one member of a queue group", QUIET + "SUB a q 1\r\nPUB a 1\r\nx\r\nPING\r\n"),
        Arguments.of("the system queue", QUIET + "SUB foo _sys_ 1\r\nPING\r\n"),
        Arguments.of("a payload of 100 kB",
            QUIET + "SUB a 1\r\nPUB a 100000\r\n" + "z".repeat(100_000) + "\r\nPING\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void answersLikeTheRealServer(String what, String script) throws IOException {
    String expected = inTheOlderForm(play(real.clientPort(), script, false));

    assertThat(play(ours.clientAddress().getPort(), script, false)).as(what).isEqualTo(expected);
  }

  /** From 2.12 on the status of a request without responders names the subject; clients take either form. */
  private static String inTheOlderForm(String heard) {
    return heard.replaceAll(" \\d+ \\d+\r\nNATS/1.0 503\r\nNats-Subject: [^\r]*\r\n", " 16 16\r\nNATS/1.0 503\r\n");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void answersTheSameWhenBytesComeOneByOne(String what, String script) throws IOException {
    if (script.length() > 10_000) {
      return;
    }
    String expected = play(ours.clientAddress().getPort(), script, false);

    assertThat(play(ours.clientAddress().getPort(), script, true)).as(what).isEqualTo(expected);
  }

  /** What comes back after the first INFO, up to the PONG or the end of the connection, which is marked. */
  private static String play(int port, String script, boolean slowly) throws IOException {
    try (var wire = new Wire(port)) {
      assertThat(wire.line()).startsWith("INFO {");
      if (slowly) {
        for (int i = 0; i < script.length(); i++) {
          wire.send(script.substring(i, i + 1));
        }
      } else {
        wire.send(script);
      }
      var heard = new StringBuilder();
      while (true) {
        String line = wire.line();
        heard.append(line);
        if (line.equals("PONG\r\n")) {
          return heard.toString();
        }
        if (wire.ended()) {
          return heard + "(closed)";
        }
      }
    }
  }
}

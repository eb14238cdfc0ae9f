package io.edgesync.mesh.broker;

import static io.edgesync.mesh.broker.Transcripts.HEADERS;
import static io.edgesync.mesh.broker.Transcripts.QUIET;
import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lines of the client protocol: what is one, how long it may be, what is answered, and what ends the connection. Of the reference's
 * checklist: 1 to 17.
 */
class ClientFramingTest {
  private static final String UNKNOWN = "-ERR 'Unknown Protocol Operation'\r\n(closed)";
  private static final String TOO_LONG = "-ERR 'maximum control line exceeded'\r\n(closed)";
  private static final String LOUD = "CONNECT {\"verbose\":true,\"pedantic\":true}\r\n";

  @AutoClose
  private static Transcripts both;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    both = Transcripts.start(directory);
  }

  @Test
  void theFirstBytesAreOneInfoLineAndNothingElseUntilTheClientSpeaks() throws Exception {
    both.same(port -> {
      try (var wire = new Wire(port)) {
        assertThat(wire.line()).startsWith("INFO {").endsWith("} \r\n");
        assertThat(wire.isSilentFor(300)).isTrue();
        return "";
      }
    });
  }

  @Test
  void infoHasWhatClientsReadInIt() throws Exception {
    String fields = both.same(port -> {
      try (var wire = new Wire(port)) {
        JsonObject info = JsonParser.object().from(wire.line().substring(5));
        assertThat(info.getString("version")).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(info.getString("server_id")).isNotEmpty();
        assertThat(info.getString("server_name")).isNotEmpty();
        assertThat(info.getLong("client_id")).isPositive().isLessThan(1L << 31);
        assertThat(info.getInt("port")).isEqualTo(port);
        return "proto " + info.getInt("proto") + " headers " + info.getBoolean("headers") + " max_payload "
            + info.getInt("max_payload") + " client_ip " + info.getString("client_ip") + " host "
            + info.getString("host") + " auth " + info.has("auth_required") + " urls " + info.has("connect_urls");
      }
    });

    assertThat(fields).isEqualTo("proto 1 headers true max_payload 1048576 client_ip 127.0.0.1 host 127.0.0.1 "
        + "auth false urls false");
  }

  @Test
  void connectAndPingAreAnsweredByPongFirst() throws Exception {
    assertThat(both.same("CONNECT {\"verbose\":false,\"protocol\":1}\r\nPING\r\n")).isEqualTo("PONG\r\n");
  }

  @Test
  void operationsAreTakenInAnyCaseAndBlanksOfAnyNumber() throws Exception {
    both.same("cOnNeCt \t {\"verbose\":false}\r\nsUb \t a.b \t 1 \t\r\npUb\ta.b  2  \r\nhi\r\npInG  \r\n");
  }

  @Test
  void manyBlanksBeforeTheArgumentsAreNotCounted() throws Exception {
    both.same(QUIET + "SUB" + " ".repeat(9000) + "a 1\r\nPUB a 1\r\nx\r\nPING\r\n");
  }

  @Test
  void blanksForEverAreNotKept() throws Exception {
    String heard = both.same(port -> {
      try (Wire wire = Transcripts.settled(port, QUIET + "SUB a 1\r\n")) {
        wire.send("PUB");
        for (int i = 0; i < 40; i++) {
          wire.send(" ".repeat(10_000));
        }
        wire.send("a 1\r\nx\r\nPING\r\n");
        return Transcripts.heard(wire);
      }
    });

    assertThat(heard).isEqualTo("MSG a 1 1\r\nx\r\nPONG\r\n");
  }

  @Test
  void whatFollowsPingIsPassedOverHoweverLong() throws Exception {
    String heard = both.same(port -> {
      try (Wire wire = Transcripts.opened(port)) {
        wire.send(QUIET + "PONG ");
        for (int i = 0; i < 40; i++) {
          wire.send("x".repeat(10_000));
        }
        wire.send("\r\nPING extra\r\n");
        return Transcripts.heard(wire);
      }
    });

    assertThat(heard).isEqualTo("PONG\r\n");
  }

  @Test
  void aBareLineFeedEndsALineButNotAPayload() throws Exception {
    assertThat(both.same(QUIET + "SUB a 1\nPUB a 2\nhi\r\nPING\n")).isEqualTo("MSG a 1 2\r\nhi\r\nPONG\r\n");
    assertThat(both.same(QUIET + "SUB a 1\r\nPUB a 2\r\nhi\nPING\r\n")).isEqualTo(UNKNOWN);
    assertThat(both.same(QUIET + "SUB a 1\r\nPUB a 2\r\nhiya\r\nPING\r\n")).isEqualTo(UNKNOWN);
  }

  @Test
  void bytesThatComeOneByOneMakeTheSame() throws Exception {
    String script = QUIET + "SUB foo 1\r\nPUB foo 5\r\nhello\r\nPING\r\n";

    String heard = both.same(port -> {
      try (Wire wire = Transcripts.opened(port)) {
        for (int i = 0; i < script.length(); i++) {
          wire.send(script.substring(i, i + 1));
        }
        return Transcripts.heard(wire);
      }
    });

    assertThat(heard).isEqualTo("MSG foo 1 5\r\nhello\r\nPONG\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", " PING\r\n", "FOO\r\n", "MSG a 1 2\r\nhi\r\n", "LS+ a\r\n", "RS+ $G a\r\n",
      "A+ a\r\n",
      "UNSUB\r\n", "SUB\r\n", "PUB\r\n", "-ERR\r\n", "PUBX a 1\r\n", "HMSG a 1 2 3\r\n",
      "GET / HTTP/1.1\r\n", "\u0016\u0003\u0001\u0002\u0000", "\u0000", "{", "CONEX"})
  void whatIsNoOperationEndsTheConnection(String line) throws Exception {
    assertThat(both.same(QUIET + line)).isEqualTo(UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"F", "PX", "SUX", "\u0016", "-EX", "+ONE", "Cx"})
  void whatCannotBecomeAnOperationIsRefusedBeforeItsLineEnds(String beginning) throws Exception {
    assertThat(both.same(beginning)).isEqualTo(UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUB foo", "PUB foo a b c", "PUB foo -1", "PUB foo +1", "PUB foo abc", "PUB foo 0x1",
      "PUB foo 1234567890", "PUB foo 18446744073709551617", "PUB ", "SUB foo", "SUB a b c d", "SUB ", "UNSUB 1 2 3",
      "UNSUB ", "HPUB foo 12", "HPUB foo 20 12", "HPUB foo -1 12", "HPUB foo a b c 1 2", "HPUB foo 1 1234567890",
      "CONNECT", "CONNECT x", "CONNECTx", "INFO", "INFO x", "INFO[]"})
  void wrongArgumentsCloseWithoutAWord(String line) throws Exception {
    assertThat(both.same(HEADERS + line + "\r\nPING\r\n")).isEqualTo("(closed)");
  }

  @Test
  void argumentsMayHave4096BytesAndNoMore() throws Exception {
    assertThat(both.same(QUIET + "SUB " + "x".repeat(4094) + " 1\r\nPING\r\n")).isEqualTo("PONG\r\n");
    assertThat(both.same(QUIET + "SUB " + "x".repeat(4095) + " 1\r\nPING\r\n")).isEqualTo(TOO_LONG);
    assertThat(both.same(QUIET + "SUB a 1" + " ".repeat(4093) + "\r\nPING\r\n")).isEqualTo("PONG\r\n");
    assertThat(both.same(QUIET + "SUB a 1" + " ".repeat(4094) + "\r\nPING\r\n")).isEqualTo(TOO_LONG);
  }

  @Test
  void aLineThatDoesNotEndIsCutAtTheSameLength() throws Exception {
    for (String operation : List.of("SUB ", "PUB \t", "UNSUB ", "HPUB ", "CONNECT ", "-ERR ", "INFO ")) {
      assertThat(both.same(QUIET + operation + "x".repeat(4097))).as(operation).isEqualTo(TOO_LONG);
    }
  }

  @Test
  void aLineThatIsAsLongAsItMayBeCanEndInAnotherRead() throws Exception {
    String heard = both.same(port -> {
      try (Wire wire = Transcripts.settled(port, QUIET)) {
        wire.send("SUB " + "x".repeat(4094) + " 1");
        wire.send("\r");
        wire.send("\nPING\r\n");
        return Transcripts.heard(wire);
      }
    });

    assertThat(heard).isEqualTo("PONG\r\n");
  }

  @Test
  void aPayloadOverTheLimitIsRefusedWithoutBeingRead() throws Exception {
    assertThat(both.same(QUIET + "PUB a 1048577\r\n")).isEqualTo("-ERR 'Maximum Payload Violation'\r\n(closed)");
    assertThat(both.same(HEADERS + "HPUB a 16 1048577\r\n")).isEqualTo("-ERR 'Maximum Payload Violation'\r\n(closed)");
    assertThat(both.same(QUIET + "SUB a 1\r\nPUB a 1048576\r\n" + "x".repeat(1_048_576) + "\r\nPING\r\n"))
        .endsWith("x\r\nPONG\r\n").hasSize(1_048_576 + 17 + 8);
  }

  @Test
  void emptyPayloadsComeThroughWithAndWithoutReply() throws Exception {
    assertThat(both.same(QUIET + "SUB a 1\r\nPUB a 0\r\n\r\nPUB a re 0\r\n\r\nPING\r\n"))
        .isEqualTo("MSG a 1 0\r\n\r\nMSG a 1 re 0\r\n\r\nPONG\r\n");
  }

  @Test
  void subjectsOfOtherAlphabetsComeThroughByteForByte() throws Exception {
    // One char per byte: the UTF-8 of an umlaut, of an emoji, and bytes that are no UTF-8 at all.
    String odd = "\u00c3\u00a4.\u00f0\u009f\u00a6\u0086.\u00ff\u00fe\u0080";
    assertThat(both.same(QUIET + "SUB " + odd + " 1\r\nPUB " + odd + " r\u00e9 1\r\nx\r\nPING\r\n"))
        .isEqualTo("MSG " + odd + " 1 r\u00e9 1\r\nx\r\nPONG\r\n");
  }

  @Test
  void withoutConnectAClientIsVerbosePedanticAndHearsItself() throws Exception {
    assertThat(both.same("SUB a 1\r\nPUB a 2\r\nhi\r\nPUB a.* 1\r\nx\r\nPING\r\n"))
        .isEqualTo("+OK\r\n+OK\r\nMSG a 1 2\r\nhi\r\n-ERR 'Invalid Publish Subject'\r\n+OK\r\nPONG\r\n");
    both.same("CONNECT {}\r\nSUB a 1\r\nPUB a 2\r\nhi\r\nPUB a.* 1\r\nx\r\nPING\r\n");
  }

  @Test
  void verboseAnswersEverythingButPingAndBeforeTheMessageItCauses() throws Exception {
    assertThat(both.same(LOUD + "SUB a 1\r\nPUB a 2\r\nhi\r\nUNSUB 1\r\nUNSUB 99\r\nSUB b. 2\r\nPING\r\n"))
        .isEqualTo("+OK\r\n+OK\r\n+OK\r\nMSG a 1 2\r\nhi\r\n+OK\r\n+OK\r\n-ERR 'Invalid Subject'\r\nPONG\r\n");
  }

  @Test
  void pedanticNamesBadSubjectsAndDeliversAllTheSame() throws Exception {
    assertThat(
        both.same("CONNECT {\"verbose\":false}\r\nSUB foo.* 1\r\nPUB foo.* 1\r\nx\r\nPUB foo..x 1\r\nx\r\nPING\r\n"))
        .isEqualTo(
            "-ERR 'Invalid Publish Subject'\r\nMSG foo.* 1 1\r\nx\r\n-ERR 'Invalid Publish Subject'\r\nPONG\r\n");
  }

  @Test
  void pedanticSaysSoWhenTheLineIsReadNotWhenThePayloadIs() throws Exception {
    String heard = both.same(port -> {
      try (Wire wire = Transcripts.settled(port, "CONNECT {\"verbose\":false}\r\n")) {
        wire.send("PUB foo.* 1\r\n");
        return wire.line();
      }
    });

    assertThat(heard).isEqualTo("-ERR 'Invalid Publish Subject'\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"protocol\":2}", "{\"protocol\":-1}", "{\"no_responders\":true}", "{\"account\":\"X\"}",
      "{\"new_account\":true}", "{\"account\":\"\",\"protocol\":1}", "{oops", "", "[]", "\"x\"",
      "{\"verbose\":\"yes\"}",
      "{\"verbose\":null}", "{\"protocol\":\"1\"}", "{\"name\":7}", "{\"unknown\":{\"deep\":[1,2]}}",
      "{\"VERBOSE\":false,\"Echo\":false}", "{\"verbose\":false,\"VERBOSE\":true}",
      "{\"VERBOSE\":true,\"verbose\":false}", "{\"verbo\u017fe\":false}", "{\"verbose\":false,\"PROTOCOL\":2}",
      "{\"protocol\":1.5}", "{\"protocol\":1.0}", "{\"protocol\":1e0}", "{\"protocol\":4294967297}",
      "{\"protocol\":99999999999999999999}", "null", " null ", "true", "1", "{\"verbose\":false,}",
      "{\"verbose\":false} x"})
  void connectIsRefusedAsTheRealServerRefusesIt(String json) throws Exception {
    both.same("CONNECT " + json + "\r\nSUB a 1\r\nPUB a 1\r\nx\r\nPING\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 257, 1001, 2000})
  void aSubjectMayHaveAsManyTokensAsALineHolds(int tokens) throws Exception {
    String subject = "a.".repeat(tokens) + "a";
    for (String interest : List.of(subject, "*." + "a.".repeat(tokens - 1) + ">", "a.>")) {
      assertThat(both.same(QUIET + "SUB " + interest + " 1\r\nPUB " + subject + " 1\r\nx\r\nUNSUB 1\r\nPING\r\n"))
          .isEqualTo("MSG " + subject + " 1 1\r\nx\r\nPONG\r\n");
    }
  }

  @Test
  void aSecondConnectCountsAndLeavesWhatItDoesNotSay() throws Exception {
    both.same(QUIET + "SUB a 1\r\nCONNECT {\"verbose\":true}\r\nPUB a.* 1\r\nx\r\nPUB a 1\r\ny\r\nPING\r\n");
    both.same("CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true,\"echo\":false}\r\nSUB i 1\r\n"
        + "CONNECT {}\r\nPUB i 1\r\nx\r\nPUB nobody i 0\r\n\r\nPING\r\n");
    both.same(HEADERS + "CONNECT {\"protocol\":7}\r\nPING\r\n");
  }

  @Test
  void aSidTwiceIsIgnoredAndFreeAgainAfterUnsub() throws Exception {
    assertThat(both.same(QUIET + "SUB a x-y\r\nSUB b x-y\r\nPUB b 1\r\n1\r\nUNSUB x-y\r\nSUB b x-y\r\nPUB a 1\r\n2\r\n"
        + "PUB b 1\r\n3\r\nPING\r\n")).isEqualTo("MSG b x-y 1\r\n3\r\nPONG\r\n");
  }

  @Test
  void connectNeedsNoBlankBeforeItsJson() throws Exception {
    assertThat(both.same("connect{\"verbose\":false}\r\nINFO{}\r\nPING\r\n")).isEqualTo("PONG\r\n");
  }

  @Test
  void aClientsErrorEndsTheConnectionAndItsOkAndInfoAreIgnored() throws Exception {
    assertThat(both.same(QUIET + "+OK\r\n+okay\r\nINFO {}\r\nPONG\r\nPING\r\n")).isEqualTo("PONG\r\n");
    assertThat(both.same(QUIET + "-ERR 'x'\r\nPING\r\n")).isEqualTo("(closed)");
  }
}

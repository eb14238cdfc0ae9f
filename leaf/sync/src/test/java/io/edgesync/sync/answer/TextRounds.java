package io.edgesync.sync.answer;

import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.EncodedBody;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Tests that put a request's text to an answerer and look at the lines of its reply. */
abstract class TextRounds {

  static final String PC = Peer.PROJECT.hex();
  static final String SC = "0".repeat(39) + "1";
  static final String VERSION = "pragma client-version 22100 20230226 192424\n";

  final Peer peer = Peer.named(1);
  private int rounds;

  List<String> lines(String request) throws Exception {
    return lines(peer.answerer(), "r" + rounds++, request);
  }

  List<String> lines(Answerer answerer, String id, String request) throws Exception {
    return lines(answerer, round(id), request);
  }

  List<String> lines(Answerer answerer, Round round, String request) throws Exception {
    try (ReceivedBody body = receive(request)) {
      return text(answerer.answer(Asked.of(round, body, null))).lines()
          .filter(line -> !line.startsWith("pragma edgesync "))
          .map(line -> line.replaceAll("^# timestamp \\S+ errors ", "timestamp ")).toList();
    }
  }

  ReceivedBody receive(String request) throws Exception {
    return XferBody.receive(new ByteArrayInputStream(request.getBytes(StandardCharsets.ISO_8859_1)), BodyForm.PLAIN,
        null,
        CardLimits.DEFAULT, peer.budget);
  }

  static String text(Answer answer) throws Exception {
    try (EncodedBody body = XferBody.encode(answer, Principal.NOBODY, null, BodyForm.PLAIN);
        InputStream in = body.open()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).replaceAll("(cfile [^\n]*\n)", "\n$1\n");
    }
  }

  static Round round(String id) {
    return new Round(new RoundId(id), null, Principal.NOBODY, Deadline.after(Duration.ofSeconds(30), System.nanoTime()),
        Trace.NONE, Long.MAX_VALUE);
  }
}

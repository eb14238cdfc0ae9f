package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.sync.answer.Answer;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.testing.Captures;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.UvIgotCard;
import io.edgesync.xfer.card.UvFileCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.testing.FossilProcess;
import java.util.Collections;
import java.util.Set;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stock Fossil's client asked in the recorded exchanges, put to our answers over the same repository in the same order: we say what stock's
 * server said, card by card, stored bytes included. Lists of names may come in another order. Unversioned files and configuration are
 * left out here.
 */
class RecordedRoundsTest {

  private static final Hash LOCKED = new Hash("715bdcbcd2a2ce6ff70c15323c8832614909488b82aea2028885bd061f628e19");
  private static final Set<String> ELSEWHERE = Set.of("07-config-push-project/1");

  private final MemoryBudget budget = new MemoryBudget(256 << 20);

  @Test
  void theRepliesAreThoseOfStock(@TempDir Path directory) throws Exception {
    Path file = Captures.serverBefore(directory.resolve("vec.fossil"));
    FossilProcess fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    int compared = 0;
    try (Repository repository = Repository.open(file, CloneSessionTest.options())) {
      Answerer answerer = CloneSessionTest.answerer(repository, AnswerLimits.DEFAULT);
      for (Captures.Message request : Captures.all()) {
        String round = request.name().replace("-request", "");
        if (round.equals(request.name()) || ELSEWHERE.contains(round)) {
          continue;
        }
        if (round.equals("09-ci-lock-fail/1")) {
          repository.checkinLocks().lock(LOCKED, "a".repeat(40), "alice");
        }
        if (round.equals("13-clone-private-login-required/1")) {
          fossil.ok(directory, "user", "capabilities", "nobody", "", "-R", file.toString());
        }
        assertThat(answer(answerer, request)).as(round).isEqualTo(recorded(round + "-reply"));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(25);
  }

  private List<String> recorded(String name) throws Exception {
    try (CardSource.Cards cards = XferBody.stream(new ByteArrayInputStream(Captures.named(name).cards()),
        BodyForm.PLAIN, CardLimits.DEFAULT, budget)) {
      return lines(cards);
    }
  }

  private List<String> answer(Answerer answerer, Captures.Message message) throws Exception {
    BodyForm form = message.header("Content-Type").equals("application/x-fossil") ? BodyForm.ZLIB : BodyForm.PLAIN;
    String cookie = message.header("Cookie").replace("x-f-l-c=", "");
    try (ReceivedBody body = XferBody.receive(new ByteArrayInputStream(message.body()), form,
        cookie.isEmpty() ? null : cookie, CardLimits.DEFAULT, budget)) {
      Round round = new Round(new RoundId(message.name().replace('/', '-')), null, Principal.NOBODY,
          Deadline.after(Duration.ofSeconds(30), System.nanoTime()), Trace.NONE, Long.MAX_VALUE);
      Answer answer = answerer.answer(Asked.of(round, body, null));
      try (CardSource.Cards cards = answer.open()) {
        return lines(cards);
      }
    }
  }

  private static List<String> lines(CardSource.Cards cards) throws Exception {
    List<String> lines = new ArrayList<>();
    for (Card card = cards.next(); card != null; card = cards.next()) {
      try (Card open = card) {
        lines.add(line(open));
      }
    }
    lines.removeIf(String::isEmpty);
    Collections.sort(lines);
    return lines;
  }

  private static String line(Card card) {
    return switch (card) {
      case FileCard c -> "file " + c.name() + " " + c.deltaSource() + " " + text(c.content());
      // The size was wrong where stock had stored a cfile of a push without looking into it.
      case CFileCard c -> "cfile " + c.name() + " " + c.deltaSource() + " " + text(c.content());
      case PragmaCard(String name, var arguments) -> switch (name) {
        case "ci-lock-fail" -> name + " " + arguments.getFirst();
        case "server-version" -> name;
        case "uv-push-ok", "uv-pull-only" -> "";
        default -> name + " " + arguments;
      };
      case CommentCard c -> c.text().replaceAll("timestamp \\S+", "timestamp");
      case ConfigCard c -> "";
      case UvIgotCard c -> "";
      case UvFileCard c -> "";
      default -> card.toString();
    };
  }

  private static String text(Content content) {
    return HexFormat.of().formatHex(content.toArray());
  }
}

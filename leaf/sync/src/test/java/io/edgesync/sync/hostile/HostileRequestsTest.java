package io.edgesync.sync.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.Answer;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.Served;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.ProtocolException;
import io.edgesync.xfer.card.UnknownCard;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.testing.WrongCards;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client sends that wants us harm. */
class HostileRequestsTest {

  private static final CardLimits LIMITS = CardLimits.DEFAULT.withPayloadBytesMax(1 << 20);
  private static final String VERSION = "pragma client-version 22100 20230226 192424\n";
  private static final String UNKNOWN = "0123456789abcdef".repeat(4);

  @TempDir
  Path directory;

  private Victim victim;
  private Answerer answerer;
  private String project;
  private int number;

  @BeforeEach
  void open() throws Exception {
    victim = new Victim(directory, SessionLimits.DEFAULT).untouched();
    project = victim.repository.projectCode().hex();
    answerer = new Answerer(Served.of(victim.repository), new FossilAuthorizer(victim.repository.users()),
        AnswerLimits.DEFAULT, null, SyncClock.SYSTEM, AnswerListener.SILENT);
  }

  @AfterEach
  void close() {
    victim.close();
  }

  @Test
  void eachCardWithEachFieldWrongIsAnErrorOrNothingAndChangesNoByte() throws Exception {
    List<String> beginnings = List.of(VERSION + "pull x " + project + "\npush x " + project + "\n",
        VERSION + "pragma edgesync 1 NODE reconcile,inflates\npull x " + project + "\npush x " + project + "\n");
    for (WrongCards.Case wrong : WrongCards.all()) {
      for (String beginning : beginnings) {
        List<Card> reply = said(joined(beginning, wrong.text()));

        boolean isMalformed = isMalformed(wrong.text());
        boolean isError = reply.stream().anyMatch(card -> card instanceof ErrorCard);
        assertThat(isError || !isMalformed).as("an error about %s: %s", wrong, reply).isTrue();
        assertThat(reply).as("reply to %s", wrong).hasSizeLessThan(80);
      }
    }
    victim.assertUntouched("wrong cards");
  }

  @Test
  void aFloodOfAnyCardEndsAndIsAnsweredInBounds() throws Exception {
    String pull = VERSION + "pull x " + project + "\n";
    List<String> floods = List.of("\n", "#\n", "private\n", "pragma x\n", "frobnicate\n", "gimme " + UNKNOWN + "\n",
        "igot " + UNKNOWN + "\n", "pragma ci-unlock " + UNKNOWN + "\n",
        "pragma ci-lock " + UNKNOWN + " " + UNKNOWN + "\n",
        "reqconfig /all\n", "uvgimme a.txt\n", "pragma uv-hash x\n", "pragma send-catalog\n", "pragma req-clusters\n",
        "clone 3 1\n", "clone 1 1\n", "pull x " + project + "\n", "push x " + project + "\n", "cookie x\n",
        "pragma edgesync-ranges AAAA\n", "config /config 0\n\n", "uvfile b 5 - 0 1\n", "xrow a b 1 0\n");
    for (String flood : floods) {
      byte[] many = flood.repeat(3000).getBytes(StandardCharsets.US_ASCII);

      List<Card> reply = said(joined(pull, many));

      assertThat(reply).as("reply to a flood of %s", flood.strip()).hasSizeLessThan(2500);
    }
    victim.assertUntouched("floods");
  }

  @Test
  void aRequestOfMoreCardsThanAnybodyNeedsIsNotReadToItsEnd() throws Exception {
    // A megabyte on the wire when it is compressed, and a gigabyte of it minutes of work.
    byte[] many = "\n".repeat(1_000_001).getBytes(StandardCharsets.US_ASCII);

    List<Card> reply = said(joined("", many));

    assertThat(reply).filteredOn(card -> card instanceof ErrorCard).last().isInstanceOfSatisfying(ErrorCard.class,
        error -> assertThat(error.text()).contains("too many"));
  }

  @Test
  void whatIsAskedForBeyondABoundWaitsForAnotherRequest() throws Exception {
    Hash held = victim.repository.timeline().resolve("trunk").orElseThrow();
    var request = new StringBuilder(VERSION + "pull x " + project + "\n");
    for (int i = 0; i < 50_000; i++) {
      request.append("gimme ").append(String.format("%040x", i)).append('\n');
    }
    request.append("gimme ").append(held).append('\n');

    List<Card> reply = said(joined("", request.toString().getBytes(StandardCharsets.US_ASCII)));

    assertThat(reply).noneMatch(card -> card instanceof FileCard);
    assertThat(reply).contains(new IgotCard(held, false));
  }

  private List<Card> said(byte[] request) throws Exception {
    List<Card> said = new ArrayList<>();
    try (ReceivedBody body = XferBody.receive(new ByteArrayInputStream(request), BodyForm.PLAIN, null, LIMITS,
        victim.budget)) {
      Answer answer = answerer.answer(Asked.of(round(), body, null));
      try (CardSource.Cards cards = answer.open()) {
        for (Card card = cards.next(); card != null; card = cards.next()) {
          card.close();
          said.add(card);
        }
      }
    }
    return said;
  }

  private Round round() {
    return new Round(new RoundId("r" + number++), null, Principal.NOBODY,
        Deadline.after(Duration.ofMinutes(5), System.nanoTime()), Trace.NONE, Long.MAX_VALUE);
  }

  private boolean isMalformed(byte[] text) throws Exception {
    try (CardReader cards = new CardReader(new ByteArrayInputStream(text), LIMITS, victim.budget)) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        card.close();
        if (card instanceof UnknownCard) {
          return true;
        }
      }
      return false;
    } catch (ProtocolException e) {
      return true;
    }
  }

  private static byte[] joined(String beginning, byte[] rest) {
    var text = new ByteArrayOutputStream();
    text.writeBytes(beginning.getBytes(StandardCharsets.US_ASCII));
    text.writeBytes(rest);
    return text.toByteArray();
  }
}

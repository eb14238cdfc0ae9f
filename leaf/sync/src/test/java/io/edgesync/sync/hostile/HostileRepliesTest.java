package io.edgesync.sync.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.unversioned.UnversionedFile;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncOutcome.Result;
import io.edgesync.sync.testing.RawTransport;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.ProtocolException;
import io.edgesync.xfer.card.UnknownCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.testing.WrongCards;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server answers that wants us harm: to sessions about artifacts, unversioned files and configuration. */
class HostileRepliesTest {

  private static final int NAMES_MAX = 2000;
  private static final SessionLimits LIMITS = new SessionLimits(250_000, 16_000_000, 1 << 20, 4 << 20, NAMES_MAX,
      10_000,
      Duration.ofMinutes(5), 20_000);
  private static final int REFUSALS_MAX = 10_000;
  private static final String OURS = "pragma edgesync 1 NODE reconcile,stored\n";

  @TempDir
  Path directory;

  private Victim victim;

  @BeforeEach
  void open() throws Exception {
    victim = new Victim(directory, LIMITS).untouched();
  }

  @AfterEach
  void close() {
    victim.close();
  }

  @Test
  void eachCardWithEachFieldWrongFailsTheSessionOrIsNothingAndChangesNoByte() throws Exception {
    for (WrongCards.Case wrong : WrongCards.all()) {
      boolean isMalformed = isMalformed(wrong.text());
      for (String greeting : List.of("", OURS)) {
        byte[] reply = joined(greeting, wrong.text());

        RawTransport peer = new RawTransport(_ -> reply);
        List<Result> results = List.of(victim.sync(peer).result(), victim.unversioned(peer).result(),
            victim.configuration(peer).result());

        assertThat(peer.rounds()).as("rounds with who says %s", wrong).isLessThan(60);
        assertThat(peer.budget.availableBytes()).as("budget after %s", wrong).isEqualTo(peer.budget.totalBytes());
        if (isMalformed) {
          assertThat(results).as(wrong.what()).noneMatch(result -> result instanceof Result.Completed);
        }
        assertThat(results).as("one line about %s", wrong).allMatch(result -> isOneLine(result));
      }
    }
    victim.assertUntouched("wrong cards");
  }

  private static boolean isOneLine(Result result) {
    return switch (result) {
      case Result.Completed() -> true;
      case Result.Denied(String text) -> isLine(text);
      case Result.Failed(String text, Exception cause) -> isLine(text);
    };
  }

  private static boolean isLine(String text) {
    return !text.isBlank() && text.length() < 2000 && text.chars().noneMatch(Character::isISOControl);
  }

  @Test
  void namesThatThePeerCannotGiveAreRememberedInBounds() throws Exception {
    SyncOutcome empty = victim.sync(saying(_ -> numbered("file %064x 0\n", 0, 10 * NAMES_MAX)));
    SyncOutcome blocked = victim.sync(saying(_ -> numbered("pragma edgesync-blocked %064x 9 5\n", 0, 10 * NAMES_MAX)));

    assertThat(empty.unavailable()).hasSizeLessThanOrEqualTo(NAMES_MAX + 1);
    assertThat(blocked.blocked()).hasSizeLessThanOrEqualTo(NAMES_MAX + 1);
    victim.assertUntouched("names that nobody gives");
  }

  @Test
  void artifactsThatAreNotWhatTheirNamesSayAreRememberedInBounds() throws Exception {
    try (ArtifactWriter writer = victim.repository.artifacts().receive(new Provenance(null, null, null))) {
      for (int i = 0; i < REFUSALS_MAX + 1000; i++) {
        writer.stored(new Hash(String.format("%064x", i)), null, 5, Content.of(new byte[]{1}), false);
      }

      assertThat(writer.finish().refusals()).hasSizeBetween(1, REFUSALS_MAX);
    }
    assertThat(victim.sync(saying(_ -> numbered("cfile %064x 5 1\nx\n", 0, 5))).result())
        .isInstanceOf(Result.Failed.class);
    victim.assertUntouched("wrong artifacts");
  }

  @Test
  void aPeerThatNamesOtherArtifactsEachRoundAndGivesNoneIsGivenUp() throws Exception {
    RawTransport peer = saying(round -> numbered("igot %064x\n", round * 3, 3));

    SyncOutcome outcome = victim.sync(peer);

    assertThat(outcome.result()).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.text()).contains("gives none"));
    assertThat(peer.rounds()).isLessThan(300);
    assertThat(outcome.unavailable()).hasSizeLessThanOrEqualTo(NAMES_MAX + 1);
    victim.assertUntouched("new phantoms each round");
  }

  @Test
  void aPeerThatAsksForTheSameArtifactForEverIsGivenUp() throws Exception {
    Hash held = victim.repository.timeline().resolve("trunk").orElseThrow();
    victim.untouched();
    RawTransport peer = saying(_ -> "gimme " + held + "\n");

    SyncOutcome outcome = victim.sync(peer);

    assertThat(outcome.result()).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.text()).contains("again"));
    assertThat(peer.rounds()).isLessThan(60);
  }

  @Test
  void aPeerThatAsksEachRoundForWhatIsNotHereIsLeftAlone() throws Exception {
    RawTransport peer = saying(_ -> numbered("gimme %064x\n", 0, 3));

    assertThat(victim.sync(peer).isSuccess()).isTrue();
    assertThat(peer.rounds()).isLessThanOrEqualTo(2);
    victim.assertUntouched("gimmes for what is not here");
  }

  @Test
  void aPeerThatAsksForOtherArtifactsEachRoundThatAreNotHereIsGivenUp() throws Exception {
    RawTransport peer = saying(round -> numbered("gimme %064x\n", round * 3, 3));

    assertThat(victim.sync(peer).result()).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.text()).contains("asks for what is not here"));
    assertThat(peer.rounds()).isLessThan(300);
  }

  @Test
  void anArtifactIsSentOnceInARequestHoweverOftenItIsAskedFor() throws Exception {
    Hash held = victim.repository.timeline().resolve("trunk").orElseThrow();
    RawTransport peer = saying(round -> round == 1 ? ("gimme " + held + "\n").repeat(1000) : "");

    assertThat(victim.sync(peer).traffic().sent()).isEqualTo(1);
  }

  @Test
  void aServerThatNamesOtherFilesEachRoundAndGivesNoneIsGivenUp() throws Exception {
    RawTransport peer = saying(
        round -> numbered("uvigot f%d 1800000000 " + "0123456789".repeat(4) + " 5\n", round * 3, 3));

    assertThat(victim.unversioned(peer).result()).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.text()).contains("gives none"));
    assertThat(peer.rounds()).isLessThan(60);
    victim.assertUntouched("new files each round");
  }

  @Test
  void aFileNamedManyTimesIsJudgedOnce() throws Exception {
    RawTransport peer = saying(_ -> numbered("uvigot a.txt %d - 0\n", 1_800_000_000, 300));

    var outcome = victim.unversioned(peer);

    assertThat(outcome.removed()).isEqualTo(1);
    assertThat(victim.repository.unversioned().find("a.txt").map(UnversionedFile::mtime))
        .contains(Instant.ofEpochSecond(1_800_000_299));
  }

  @Test
  void emptyRowsOfConfigurationAreCountedToo() throws Exception {
    assertThat(victim.configuration(saying(_ -> "config /config 0\n\n".repeat(300_000))).result())
        .isInstanceOfSatisfying(Result.Failed.class, failed -> assertThat(failed.text()).contains("configuration"));
    victim.assertUntouched("empty rows");
  }

  private static RawTransport saying(IntFunction<String> text) {
    return new RawTransport(round -> text.apply(round).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String numbered(String line, int from, int count) {
    var text = new StringBuilder();
    for (int i = from; i < from + count; i++) {
      text.append(String.format(line, i));
    }
    return text.toString();
  }

  private boolean isMalformed(byte[] text) throws Exception {
    try (CardReader cards = new CardReader(new ByteArrayInputStream(text), CardLimits.DEFAULT, victim.budget)) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        card.close();
        if (card instanceof UnknownCard unknown && !unknown.line().isBlank() && !unknown.isAboutTables()) {
          return true;
        }
      }
      return false;
    } catch (ProtocolException e) {
      return true;
    }
  }

  private static byte[] joined(String beginning, byte[] rest) {
    var text = new java.io.ByteArrayOutputStream();
    text.writeBytes(beginning.getBytes(StandardCharsets.US_ASCII));
    text.writeBytes(rest);
    return text.toByteArray();
  }
}

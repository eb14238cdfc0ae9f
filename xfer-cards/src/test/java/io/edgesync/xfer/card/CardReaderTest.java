package io.edgesync.xfer.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CardReaderTest {

  private static final String HEX = "0123456789012345678901234567890123456789";
  private static final Hash HASH = new Hash(HEX);

  private MemoryBudget budget = new MemoryBudget(1 << 20);
  private CardLimits limits = CardLimits.DEFAULT.withPayloadBytesMax(1000);

  @Test
  void anyRunOfWhiteSpaceParts() throws Exception {
    assertThat(read(" \t igot \u000b\f " + HEX + "  1 \r\nprivate\r\n"))
        .containsExactly(new IgotCard(HASH, true), new PrivateCard());
  }

  @Test
  void theLastNewlineMayBeMissing() throws Exception {
    assertThat(read("gimme " + HEX)).containsExactly(new GimmeCard(HASH));
  }

  @Test
  void onlyANumberSignInTheFirstColumnMakesAComment() throws Exception {
    assertThat(read("# igot\n #x\n")).containsExactly(new CommentCard(" igot"), new UnknownCard(" #x"));
  }

  @Test
  void aBlankLineIsUnknown() throws Exception {
    assertThat(read("\nprivate\n  \n"))
        .containsExactly(new UnknownCard(""), new PrivateCard(), new UnknownCard("  "));
  }

  @Test
  void moreThanSixTokensAreIgnored() throws Exception {
    assertThat(read("pragma a 1 2 3 4 5 6\nigot " + HEX + " 2 3 4 5 6 7\n"))
        .containsExactly(new PragmaCard("a", List.of("1", "2", "3", "4")), new IgotCard(HASH, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"igot", "igot 12", "gimme " + HEX + " 1", "gimme ABCDEF7890123456789012345678901234567890",
      "login a b", "login a b c d", "pull a b", "pull " + HEX, "clone 3 x", "clone_seqno -1", "clone_seqno", "cookie",
      "cookie a b",
      "reqconfig", "config /config", "config /config x", "config /config 99999999999", "pragma", "message a b", "error",
      "uvgimme /etc/passwd", "uvgimme ../x", "uvgimme a//b", "uvgimme a/./b", "uvgimme a\\b", "uvgimme \uD83D\uDE00",
      "uvigot a 1 x 3", "uvigot a 1 xyz 3", "uvigot a 99999999999999999999 - 3", "frobnicate"})
  void aCardOfTheWrongShapeIsUnknown(String line) throws Exception {
    assertThat(read(line + "\nprivate\n")).containsExactly(new UnknownCard(line), new PrivateCard());
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "file 12 3", "file " + HEX, "file " + HEX + " -1", "file " + HEX + " 2147483648",
      "file " + HEX + " x 3", "file " + HEX + " " + HEX + " 3 4"})
  void aBadFileLineEndsTheReading(String line) {
    assertMalformed(line, "file", "malformed file line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cfile", "cfile " + HEX + " 3", "cfile " + HEX + " 3 -4", "cfile " + HEX + " x 3 4"})
  void aBadCfileLineEndsTheReading(String line) {
    assertMalformed(line, "cfile", "malformed cfile line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uvfile a 1 - 0", "uvfile ../a 1 - 0 1", "uvfile a x - 0 1", "uvfile a 1 zz 0 1",
      "uvfile a 1 - 0 x"})
  void aBadUvfileLineEndsTheReading(String line) {
    assertMalformed(line, "uvfile", "malformed uvfile line");
  }

  @Test
  void aFilesPayloadRunsIntoTheNextCard() throws Exception {
    assertThat(read("file " + HEX + " 3\na\nbprivate\n"))
        .containsExactly(new FileCard(HASH, null, content("a\nb")), new PrivateCard());
  }

  @Test
  void aNewlineAfterACfileIsPartOfTheCardUnlessThePayloadEndsInOne() throws Exception {
    assertThat(read("cfile " + HEX + " 9 2\nab\nprivate\n"))
        .containsExactly(new CFileCard(HASH, null, 9, content("ab")), new PrivateCard());
    assertThat(read("cfile " + HEX + " " + HEX + " 9 2\na\nprivate\n"))
        .containsExactly(new CFileCard(HASH, HASH, 9, content("a\n")), new PrivateCard());
    assertThat(read("cfile " + HEX + " 9 2\nabprivate\n"))
        .as("a Go EdgeSync peer writes no newline")
        .containsExactly(new CFileCard(HASH, null, 9, content("ab")), new PrivateCard());
  }

  @Test
  void theByteAfterAConfigurationIsSkippedWhateverItIs() throws Exception {
    assertThat(read("config /shun 2\nabXprivate\n"))
        .containsExactly(new ConfigCard("/shun", content("ab")), new PrivateCard());
  }

  @Test
  void aPayloadIsCutWhereTheTextEnds() throws Exception {
    assertThat(read("file " + HEX + " 900\nabc")).containsExactly(new FileCard(HASH, null, content("abc")));
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  @Test
  void aDeletedFileThatStockPrintsWithoutItsHashIsUnderstood() throws Exception {
    assertThat(read("uvigot del.txt 1707177600  0\n"))
        .containsExactly(new UvIgotCard("del.txt", 1707177600, "-", 0));
  }

  @Test
  void aPayloadAboveTheLimitIsSkippedAndNamed() throws Exception {
    String big = "x".repeat(1001);

    assertThat(read("file " + HEX + " 1001\n" + big + "cfile " + HEX + " 5 1001\n" + big + "\nconfig /user 1001\n" + big
        + "\nuvfile a 1 " + HEX + " 1001 0\n" + big + "private\n"))
        .containsExactly(new OversizeCard("file", HEX, 1001, 1000), new OversizeCard("cfile", HEX, 1001, 1000),
            new OversizeCard("config", "/user", 1001, 1000), new OversizeCard("uvfile", "a", 1001, 1000),
            new PrivateCard());
  }

  @Test
  void aPayloadAboveTheWholeBudgetIsRefusedLikewise() throws Exception {
    budget = new MemoryBudget(100);

    assertThat(read("file " + HEX + " 101\n" + "x".repeat(101) + "private\n"))
        .containsExactly(new OversizeCard("file", HEX, 101, 100), new PrivateCard());
  }

  @Test
  void anAnnouncedSizeIsNotAllocatedBeforeItsBytesCome() throws Exception {
    limits = CardLimits.DEFAULT.withPayloadBytesMax(Integer.MAX_VALUE);
    budget = new MemoryBudget(Long.MAX_VALUE / 2);

    assertThat(read("file " + HEX + " 2147483647\nabc")).containsExactly(new FileCard(HASH, null, content("abc")));
  }

  @Test
  void aCutPayloadHoldsNoMoreThanCame() throws Exception {
    limits = CardLimits.DEFAULT;
    byte[] text = ("cfile " + HEX + " 400000 400000\nabc").getBytes(StandardCharsets.UTF_8);

    try (CardReader ofUnknownLength = new CardReader(new ByteArrayInputStream(text), limits, budget);
        CardReader ofKnownLength = new CardReader(new ByteArrayInputStream(text), limits, budget, text.length)) {
      for (CardReader reader : List.of(ofUnknownLength, ofKnownLength)) {
        try (Card card = reader.next()) {
          assertThat(card).isEqualTo(new CFileCard(HASH, null, 400_000, content("abc")));
          assertThat(budget.totalBytes() - budget.availableBytes()).isEqualTo(3);
        }
      }
    }
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  @Test
  void whatTheLineOfACutPayloadClaimsIsNotWaitedForWhereTheLengthIsKnown() throws Exception {
    limits = new CardLimits(1 << 20, 1000, 1 << 20, Duration.ZERO);
    byte[] text = ("cfile " + HEX + " 400000 400000\nabc").getBytes(StandardCharsets.UTF_8);

    try (MemoryBudget.Charge _ = budget.acquire(budget.totalBytes() - 3, Duration.ZERO);
        CardReader reader = new CardReader(new ByteArrayInputStream(text), limits, budget, text.length);
        Card card = reader.next()) {
      assertThat(card).isInstanceOf(CFileCard.class);
    }
  }

  @Test
  void noPayloadIsLongerThanTheMessageThatItIsIn() throws Exception {
    byte[] text = ("file " + HEX + " 3\nabccfile " + HEX + " 1000 1000\nabc").getBytes(StandardCharsets.UTF_8);

    try (CardReader reader = CardReader.ofMessage(text, limits, budget)) {
      assertThat(reader.next()).isEqualTo(new FileCard(HASH, null, content("abc")));
      assertThat(reader.next()).isEqualTo(new OversizeCard("cfile", HEX, 1000, text.length));
      assertThat(reader.next()).isNull();
    }
    assertThat(budget.totalBytes() - budget.availableBytes()).as("of the first, which is open still").isEqualTo(3);
  }

  @Test
  void aConfigurationBehindWhichTheTextIsTooLongIsGivenAndNothingAfterIt() throws Exception {
    limits = new CardLimits(100, 100, 16 << 10, Duration.ZERO);
    byte[] text = ("#" + "x".repeat((16 << 10) - 19) + "\nconfig /shun 2\nab\nprivate\n")
        .getBytes(StandardCharsets.UTF_8);

    try (CardReader reader = new CardReader(new ByteArrayInputStream(text), limits, budget)) {
      assertThat(reader.next()).isInstanceOf(UnknownCard.class);
      try (Card card = reader.next()) {
        assertThat(card).isEqualTo(new ConfigCard("/shun", content("ab")));
      }
      assertThatThrownBy(reader::next).isInstanceOf(BodyTooLargeException.class);
    }
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  @Test
  void whileTheBudgetIsSpentTheReaderGivesUpAfterItsPatience() throws Exception {
    budget = new MemoryBudget(100);
    limits = new CardLimits(100, 1000, 1000, Duration.ofMillis(10));

    try (MemoryBudget.Charge _ = budget.acquire(60, Duration.ZERO)) {
      assertThatThrownBy(() -> read("file " + HEX + " 50\n" + "x".repeat(50))).isInstanceOf(StarvedException.class);
    }
  }

  @Test
  void aLineLongerThanAllowedIsUnknownAndTheNextOneIsRead() throws Exception {
    limits = new CardLimits(100, 2000, 1 << 20, Duration.ZERO);

    assertThat(read("igot " + "x".repeat(100_000) + "\nprivate\n"))
        .containsExactly(new UnknownCard("igot " + "x".repeat(995)), new PrivateCard());
  }

  @Test
  void theRestOfALongLineIsReadOnlyWhenMoreIsAskedFor() throws Exception {
    limits = new CardLimits(100, 2000, 1 << 20, Duration.ZERO);
    byte[] text = ("#" + "x".repeat(100_000) + "\nprivate\n").getBytes(StandardCharsets.UTF_8);
    ByteArrayInputStream in = new ByteArrayInputStream(text);

    try (CardReader reader = new CardReader(in, limits, budget)) {
      assertThat(reader.next()).isInstanceOf(UnknownCard.class);
      assertThat(in.available()).isGreaterThan(50_000);
      assertThat(reader.next()).isEqualTo(new PrivateCard());
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void aTextLongerThanAllowedEndsTheReading() {
    limits = new CardLimits(100, 100, 10, Duration.ZERO);

    assertThatThrownBy(() -> read("private\nprivate\n")).isInstanceOfSatisfying(BodyTooLargeException.class,
        e -> assertThat(e.limitBytes()).isEqualTo(10));
  }

  private void assertMalformed(String line, String card, String reason) {
    assertThatThrownBy(() -> read(line + "\n")).isInstanceOfSatisfying(ProtocolException.class, e -> {
      assertThat(e.card()).isEqualTo(card);
      assertThat(e.reason()).isEqualTo(reason);
    });
  }

  private static Content content(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<Card> read(String text) throws Exception {
    List<Card> cards = new ArrayList<>();
    try (CardReader reader = new CardReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), limits,
        budget)) {
      for (Card card = reader.next(); card != null; card = reader.next()) {
        card.close();
        cards.add(card);
      }
    }
    return cards;
  }
}

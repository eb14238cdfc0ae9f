package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What peers of Go EdgeSync say that stock Fossil refuses, line by line. */
class GoPeersTest extends TextRounds {

  private static final String GO = "pragma client-version 22800 20260315 120000\n";
  private static final String NAME = "a".repeat(64);
  private static final String TABLE = "schema devices 1 " + "b".repeat(40) + " 1780000000 6\n{\n\n\n}\n"
      + "xigot devices " + "c".repeat(40) + " 1780000000\n"
      + "xrow devices " + "c".repeat(40) + " 1780000000 14\nfile a b c\n{}\n";

  @Test
  void cardsAboutTablesArePassedOverWithTheirPayloads() throws Exception {
    assertThat(lines(GO + "pull x " + PC + "\n" + TABLE)).noneMatch(line -> line.startsWith("error"));
    assertThat(lines(GO + "push x " + PC + "\n" + TABLE + "igot " + NAME + "\n")).contains("gimme " + NAME);
  }

  @Test
  void whoSaysThatHeIsStockFossilIsAnsweredInItsWords() throws Exception {
    assertThat(lines(VERSION + "pull x " + PC + "\n" + TABLE)).anyMatch(line -> line.startsWith("error bad\\scommand"));
    assertThat(lines(VERSION + "pull " + PC + " " + SC + "\n")).contains("error wrong\\sproject");
  }

  @Test
  void theOlderOrderOfPushAndPullIsUnderstood() throws Exception {
    assertThat(lines(GO + "push " + PC + "\npull " + PC + " 0\nigot " + NAME + "\n")).contains("gimme " + NAME);
    assertThat(lines(GO + "push " + PC + " " + SC + "\nigot " + NAME + "\n")).contains("gimme " + NAME);
    assertThat(lines(GO + "pull " + "f".repeat(40) + " 0\n")).anyMatch(line -> line.startsWith("error"));
    assertThat(lines(GO + "pull " + "f".repeat(40) + " " + SC + "\n")).contains("error wrong\\sproject");
  }
}

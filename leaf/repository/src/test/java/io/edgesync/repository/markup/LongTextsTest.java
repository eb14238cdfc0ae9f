package io.edgesync.repository.markup;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Megabytes of what makes a reader go through the rest of the text for each piece, which would take it days: the writer waits behind this,
 * and others behind the writer. The time limit only ends a run that would not end.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LongTextsTest {

  private static final int CHARACTERS = 4 << 20;

  private static String many(String piece) {
    return piece.repeat(CHARACTERS / piece.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "[a]", "[a|", "<a ", "<a \"", "<a '", "<a \"<a '", "<x \"'", "<a", "</a ", "<verbatim ",
      "[ ", "<a [", "<nowiki><a \""})
  void wikiText(String piece) {
    String text = "[abcd1234] " + many(piece);

    assertThat(Backlinks.of(null, text, false)).contains("abcd1234");
    assertThat(Backlinks.of(null, text, true)).contains("abcd1234");
    assertThat(Backlinks.of(null, text + ">]", false)).contains("abcd1234");
    assertThat(Backlinks.of(null, "<verbatim>" + text, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"`", "``` ", "a`b``c```", "<http://a", "<mailto:a", "<a.b", "<ftp:", "<a ", "*x ", "(^",
      "[a](",
      "[a][", "\\*", "<!--", "_a", "***a", "~~~ ", "[^a]", "> ", "|`", "<hr ", "<pre>", "[a] *b"})
  void markdown(String piece) {
    String text = "[x](abcd1234)\n\n" + many(piece);

    assertThat(Backlinks.of("text/x-markdown", text, false)).contains("abcd1234");
  }

  @Test
  void runsThatGrow() {
    StringBuilder ticks = new StringBuilder("[x](abcd1234) ");
    for (int run = 1; ticks.length() < CHARACTERS; run++) {
      ticks.append("`".repeat(run)).append(' ');
    }
    String blanks = "[x](abcd1234) " + "*b".repeat(CHARACTERS / 4) + "[a]" + " ".repeat(CHARACTERS / 2);

    assertThat(Backlinks.of("text/x-markdown", ticks.toString(), false)).contains("abcd1234");
    assertThat(Backlinks.of("text/x-markdown", blanks, false)).contains("abcd1234");
  }

  /** Tags end where reading each for itself finds it. */
  @Test
  void theEndsOfTagsAreRemembered() {
    SeededRandom.forAll(300, random -> {
      StringBuilder text = new StringBuilder();
      for (int i = random.between(1, 60); i > 0; i--) {
        text.append(random.oneOf(List.of("<", ">", "\"", "'", "a", " ")));
      }
      TagEnds ends = new TagEnds(text.toString());
      for (int at = 0; at < text.length(); at += random.between(1, 4)) {
        assertThat(ends.after(at)).as("%s from %d", text, at).isEqualTo(new TagEnds(text.toString()).after(at));
        assertThat(ends.after(at)).isEqualTo(plainly(text, at));
      }
    });
  }

  private static int plainly(CharSequence text, int from) {
    char quote = 0;
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quote == 0 && c == '>') {
        return at;
      }
      quote = c == quote ? 0 : quote == 0 && (c == '"' || c == '\'') ? c : quote;
    }
    return text.length();
  }
}

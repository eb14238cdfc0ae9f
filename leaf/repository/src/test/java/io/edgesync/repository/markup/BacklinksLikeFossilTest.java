package io.edgesync.repository.markup;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.structure.TextBytes;
import io.edgesync.xfer.testing.FossilProcess;
import io.edgesync.xfer.testing.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random texts, put together from what markup is made of: the references are those that {@code fossil test-backlinks} finds. */
class BacklinksLikeFossilTest {

  private static final Pattern TARGET = Pattern.compile("target='([^']*)'");
  private static final int TEXTS = 30;

  private static final List<String> WIKI = List.of(
      "[#]", "[#]", "[#|x]", "[# ]", "[", "]", "|", "<", ">", "<b>", "</b>", "<foo ", "<nowiki>", "</nowiki>",
      "<verbatim>",
      "</verbatim>", "<verbatim id=x>", "</verbatim id=x>", "<div id='a'>", "</div>", "\"", "'", " ", "\n", "  *  ",
      "&", "&lt;",
      "word", "-", "/", "<a href=\"[#]\">", "<br/>", "ü");
  private static final List<String> MARKDOWN = List.of(
      "[x](#)", "[x](#)", "[x](#)", "[y](<#>)", "[z](# \"t\")", "[r][#]", "[#][]", "[#]", "\n[#]: #\n", "[^n]",
      "\n[^n]: [q](#)\n",
      "(^ [f](#))", "[s](^ [g](#))", "![i](#)", "`", "``", "\n```\n", "\n~~~\n", "*", "**", "_", "__", "***", "\\",
      "\n", "\n\n", "\n\n",
      "    ", "\n    ", "\t", "\n> ", ">", "\n* ", "\n- ", "\n 1. ", "\n  + ", "# ", "\n## ", "\n===\n", "\n---\n", "|",
      "\n|-|:-|\n",
      "<pre>", "</pre>\n\n", "<b>", "<!-- ", " -->", "<http://x>", "<", ">", "(", ")", "[", "]", "^", ".a: ", "a",
      "word ", " ", "  ", "&amp;",
      "!", "\"", "'", "ü", "\r\n", "<hr>\n", "<html>");

  @TempDir
  static Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"wiki", "markdown"})
  void theSameTargetsAreFound(String mimetype) throws IOException {
    long seed = SeededRandom.newSeed();
    System.out.println(mimetype + " -Dseed=" + seed);
    Random random = new Random(seed);
    FossilProcess fossil = FossilProcess.in(directory);

    for (int i = 0; i < Integer.getInteger("texts", TEXTS); i++) {
      String text = text(random, mimetype.equals("wiki") ? WIKI : MARKDOWN);
      Path file = Files.write(directory.resolve("text"), TextBytes.encode(text));
      Matcher found = TARGET
          .matcher(fossil.ok(directory, "test-backlinks", "2", "5", "--mimetype", mimetype, file.toString()));
      List<String> expected = new ArrayList<>();
      while (found.find()) {
        expected.add(found.group(1));
      }

      assertThat(new LinkedHashSet<>(Backlinks.of(mimetype, text, false)))
          .as("text %d: <<<%s>>>", i, text)
          .isEqualTo(new LinkedHashSet<>(expected));
    }
  }

  private static String text(Random random, List<String> pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 4 + random.nextInt(40); i > 0; i--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    int hash;
    while ((hash = text.indexOf("#")) >= 0 && text.length() > hash) {
      boolean isHeader = hash + 1 < text.length() && (text.charAt(hash + 1) == ' ' || text.charAt(hash + 1) == '#');
      text.replace(hash, hash + 1, isHeader ? "\u0001" : "abc" + Integer.toHexString(0x100 + random.nextInt(12)));
    }
    return text.toString().replace('\u0001', '#');
  }

  @Test
  void aTextThatIsMadeToTakeLongIsGivenUp() {
    String opening = "[x](abcd1234) " + "*a ".repeat(300_000) + "[".repeat(300_000);

    assertThat(Backlinks.of("text/x-markdown", opening, false)).contains("abcd1234");
  }
}

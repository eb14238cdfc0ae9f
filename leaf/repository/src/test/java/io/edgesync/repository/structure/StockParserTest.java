package io.edgesync.repository.structure;

import static io.edgesync.repository.structure.Cards.DATE;
import static io.edgesync.repository.structure.Cards.HASH;
import static io.edgesync.repository.structure.Cards.HASH2;
import static io.edgesync.repository.structure.Cards.plain;
import static io.edgesync.repository.structure.Cards.sealed;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a text is structural is asked of both parsers. */
class StockParserTest {

  @TempDir
  Path directory;

  /** Texts with one thing wrong, or just not wrong, each. */
  static List<byte[]> probes() {
    List<byte[]> all = new ArrayList<>();
    // files
    for (String card : new String[]{
        "F", "F ", "F a", "F a ", "F a " + HASH, "F a " + HASH + " ", "F a " + HASH + " x ", "F a " + HASH + " x old",
        "F a " + HASH + " x old more", "F a " + HASH.substring(1), "F a " + HASH + "a", "F /a " + HASH, "F a/ " + HASH,
        "F a//b " + HASH, "F ./a " + HASH, "F a/../b " + HASH, "F .. " + HASH, "F ..a " + HASH, "F a\\sb " + HASH,
        "F a\\qb " + HASH, "F a\tb " + HASH, "F a  " + HASH, "F  a " + HASH,
        "F a " + HASH.toUpperCase(Locale.ROOT),
        "F a " + HASH + "\nF a " + HASH, "F b " + HASH + "\nF a " + HASH, "F a\\sb " + HASH + "\nF a-b " + HASH,
        "F a-b " + HASH + "\nF a\\sb " + HASH, "F a " + HASH + " w ../x",
        "F \u00e9 " + HASH + "\nF \ud83d\ude00 " + HASH,
        "F a\\ " + HASH, "F a " + HASH + "\r"
    }) {
      all.add(sealed("C c", "D " + DATE, card, "U u"));
      all.add(sealed("B " + HASH2, "C c", "D " + DATE, card, "U u"));
    }
    // single cards of a check-in
    for (String card : new String[]{
        "N", "N text/plain", "N text/plain more", "N a\nN b", "P", "P ", "P " + HASH, "P " + HASH + " ",
        "P " + HASH + " x",
        "P " + HASH + "\nP " + HASH2, "Q", "Q " + HASH, "Q +" + HASH, "Q -" + HASH, "Q +" + HASH + " " + HASH2,
        "Q +" + HASH + " x", "Q +", "R", "R 0", "R " + "0".repeat(32), "R " + "A".repeat(32), "R " + "g".repeat(32),
        "R " + "0".repeat(32) + " x", "T", "T +x", "T +x *", "T +x * v", "T +x * v w", "T x *", "T + *", "T +abc *",
        "T +abcg *", "T +x " + HASH, "T +x **", "T *x *\nT +x *\nT -x *", "T +x *\nT *x *", "T +x *\nT +x *",
        "T +x *\nT +x " + HASH, "T +x " + HASH + "\nT +x *", "T +x\\sy *", "T +\\s *", "S x", "V x", "X y", "Y z",
        "O p",
        "c x", "", " ", "K " + HASH, "M " + HASH, "L Title", "J a b", "A f T", "G " + HASH, "H t", "I " + HASH, "W 1\nx"
    }) {
      all.add(sealed("C c", "D " + DATE, card, "U u"));
    }
    // dates
    for (String date : new String[]{
        "", DATE, "2026-11-20", "2026-11-20T17:02", "2026-11-20T17:02:47", "2026-11-20T17:02:47Z",
        "2026-11-20T17:02:47+01:00",
        "2026-11-20T17:02:47.1", "2026-11-20T24:00:00", "2026-11-20T25:00:00", "2026-13-20", "2026-02-31", "2026-1-2",
        "now",
        "NOW", "2461365.25", "0", "-1", "17:02", "2026-11-20T17:02:60", "20261120", "2026-11-20TT17:02", "x", "1e3",
        "2026-11-20T17:02:47.445x", "-0044-03-15", "9999-12-31T23:59:59.999", "2026-11-20t17:02:47", "5373485",
        "2026-11-20T17:02:47-14:30"
    }) {
      all.add(sealed("C c", "D " + date, "U u"));
      all.add(sealed("C c", "D " + DATE, "E " + date + " " + HASH, "U u", "W 1", "x"));
    }
    // whole artifacts
    String[][] whole = {
        {"C c", "D " + DATE}, {"C c", "D " + DATE, "U"}, {"C c", "D " + DATE, "U "}, {"C c", "D " + DATE, "U a b"},
        {"C c", "U u"}, {"C", "D " + DATE, "U u"}, {"C ", "D " + DATE, "U u"}, {"C a b", "D " + DATE, "U u"},
        {"C c\r", "D " + DATE, "U u"}, {"C c", "C d", "D " + DATE, "U u"}, {"C c", "D " + DATE, "D " + DATE, "U u"},
        {"C c", "D " + DATE, "U u", "U v"}, {"D " + DATE, "P " + HASH, "U u"}, {"D " + DATE, "U u"},
        {"D " + DATE, "T +x " + HASH, "U u"}, {"D " + DATE, "T +x *", "U u"}, {"D " + DATE, "T +x " + HASH},
        {"T +x " + HASH, "U u"}, {"C c", "D " + DATE, "T +x " + HASH, "U u"}, {"M " + HASH}, {"M " + HASH, "M " + HASH},
        {"M " + HASH2, "M " + HASH}, {"M " + HASH + " x"}, {"M x"}, {"D " + DATE, "M " + HASH}, {"M " + HASH, "U u"},
        {"D " + DATE, "L T", "U u", "W 0", ""}, {"D " + DATE, "L T", "U u", "W 3", "abc"},
        {"D " + DATE, "L T", "U u", "W 2", "abc"},
        {"D " + DATE, "L T", "U u", "W 4", "abc"}, {"D " + DATE, "L T", "U u", "W", "abc"},
        {"D " + DATE, "L T", "U u", "W 3 x", "abc"},
        {"D " + DATE, "L T", "U u", "W x", ""}, {"D " + DATE, "L T", "U u", "W 99999999999999999999", "abc"},
        {"D " + DATE, "L \\sT", "U u", "W 0", ""}, {"D " + DATE, "L T\\s\\sT", "U u", "W 0", ""},
        {"D " + DATE, "L T\\s", "U u", "W 0", ""},
        {"D " + DATE, "L " + "t".repeat(100), "U u", "W 0", ""},
        {"D " + DATE, "L " + "t".repeat(101), "U u", "W 0", ""},
        {"D " + DATE, "L T\\n", "U u", "W 0", ""}, {"D " + DATE, "L T", "P " + HASH + " " + HASH2, "U u", "W 0", ""},
        {"D " + DATE, "L T", "U u"}, {"D " + DATE, "J a b", "K " + HASH, "U u"},
        {"D " + DATE, "J a", "K " + HASH, "U u"},
        {"D " + DATE, "J b x", "J a x", "K " + HASH, "U u"}, {"D " + DATE, "J +b x", "J a x", "K " + HASH, "U u"},
        {"D " + DATE, "J a x", "J a x", "K " + HASH, "U u"}, {"D " + DATE, "J a b", "K " + HASH2, "U u"},
        {"D " + DATE, "K " + HASH, "U u"}, {"D " + DATE, "J a b", "U u"}, {"D " + DATE, "J", "K " + HASH, "U u"},
        {"A f T", "D " + DATE}, {"A f T " + HASH, "D " + DATE}, {"A f T x", "D " + DATE}, {"A f", "D " + DATE},
        {"A a/b T", "D " + DATE}, {"A /b T", "D " + DATE}, {"A f " + HASH, "D " + DATE, "U u"},
        {"A f \\sT", "D " + DATE},
        {"A f T", "A g T", "D " + DATE}, {"A f T", "C c", "D " + DATE, "N n", "U u"},
        {"A f T " + HASH + " x", "D " + DATE},
        {"D " + DATE, "E " + DATE + " " + HASH, "N n", "P " + HASH, "U u", "W 0", ""},
        {"D " + DATE, "E " + DATE + " " + HASH, "P " + HASH, "N n", "U u", "W 0", ""},
        {"D " + DATE, "L T", "P " + HASH, "N n", "U u", "W 0", ""},
        {"D " + DATE, "E " + DATE + " " + HASH, "T +x *", "W 0", ""},
        {"D " + DATE, "E " + DATE + " " + HASH, "T *x *", "W 0", ""},
        {"D " + DATE, "E " + DATE + " " + HASH, "T +x " + HASH, "W 0", ""},
        {"D " + DATE, "E " + DATE, "W 0", ""}, {"D " + DATE, "H t", "U u", "W 0", ""},
        {"D " + DATE, "H t", "I " + HASH, "U u", "W 0", ""},
        {"D " + DATE, "G " + HASH, "I " + HASH, "U u", "W 0", ""},
        {"D " + DATE, "G " + HASH, "P " + HASH + " " + HASH2, "U u", "W 0", ""},
        {"D " + DATE, "G " + HASH, "P " + HASH, "U u", "W 0", ""}, {"D " + DATE, "U u", "W 0", ""},
        {"D " + DATE, "H", "U u", "W 0", ""}
    };
    for (String[] lines : whole) {
      all.add(sealed(lines));
    }
    // checksums and ends
    all.add(plain("C c", "D " + DATE, "U u"));
    all.add(plain("C c", "D " + DATE, "U u", "Z " + "0".repeat(32)));
    byte[] good = sealed("C c", "D " + DATE, "U u");
    String text = new String(good, StandardCharsets.UTF_8);
    int z = text.indexOf("Z ") + 2;
    all.add(
        (text.substring(0, z) + text.substring(z).toUpperCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8));
    all.add(text.stripTrailing().getBytes(StandardCharsets.UTF_8));
    all.add((text + "\n").getBytes(StandardCharsets.UTF_8));
    all.add((text + "Z " + Cards.md5(text) + "\n").getBytes(StandardCharsets.UTF_8));
    all.add(("\n" + text).getBytes(StandardCharsets.UTF_8));
    for (String head : new String[]{"\n", "\n\n", "\r\n\r\n", "\nHash: SHA1\n\n", "x\n\n"}) {
      all.add(("-----BEGIN PGP SIGNED MESSAGE-----" + head + text + "-----BEGIN PGP SIGNATURE-----\nx\n")
          .getBytes(StandardCharsets.UTF_8));
      all.add(("-----BEGIN PGP SIGNED MESSAGE-----" + head + text).getBytes(StandardCharsets.UTF_8));
    }
    return all;
  }

  /** Good artifacts with bytes changed, removed or doubled; the Z-card made right again in most. */
  static List<byte[]> mutations(SeededRandom random, int count) {
    List<byte[]> seeds = probes().stream().filter(ArtifactParser::looksStructural).toList();
    List<byte[]> all = new ArrayList<>();
    while (all.size() < count) {
      byte[] text = random.oneOf(seeds);
      int body = Math.max(1, text.length - 35);
      byte[] mutated = Arrays.copyOf(text, body);
      int at = random.below(body);
      byte[] alphabet = " \n\\+*-0aZ/\r\t".getBytes(StandardCharsets.US_ASCII);
      if (random.chance(0.5)) {
        mutated[at] = alphabet[random.below(alphabet.length)];
      } else {
        int end = Math.min(body, at + 1 + random.below(3));
        byte[] shorter = new byte[body - (end - at)];
        System.arraycopy(mutated, 0, shorter, 0, at);
        System.arraycopy(mutated, end, shorter, at, body - end);
        mutated = shorter;
      }
      if (mutated.length > 0 && mutated[mutated.length - 1] == '\n') {
        String again = new String(mutated, StandardCharsets.UTF_8);
        all.add((again + "Z " + Cards.md5(again) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return all;
  }

  /** Dates in the forms that SQLite knows, and in forms near them. */
  static String date(SeededRandom random) {
    String date = "%s%04d-%02d-%02d".formatted(random.chance(0.05) ? "-" : "",
        random.below(random.chance(0.1) ? 10_000 : 3000),
        random.below(14), random.below(33));
    String time = "%02d:%02d".formatted(random.below(26), random.below(62));
    if (random.chance(0.8)) {
      time += ":%02d".formatted(random.below(62));
      time += random
          .oneOf(List.of("", "", ".", ".5", ".789", ".0000001", ".99999", ".12345678901234567890", ".x", ":00"));
    }
    String zone = random
        .oneOf(List.of("", "", "", "Z", "z", "+01:00", "-14:59", "+15:00", "+1:00", "-0100", "UTC", "Z ", "\t"));
    String number = random.oneOf(List.of("", "-", "+")) + random.below(6_000_000)
        + random.oneOf(List.of("", ".", ".5", "e0", "e", "e-3", "E+1", "x", ".5.5", "\r"));
    return random.oneOf(List.of(date, date + "T" + time + zone, date + "T" + time + zone, date + "T\t" + time + zone,
        date + time, date + "TT" + time, date + "t" + time, date + zone, time, time + zone, number, number, "now",
        "NOW\r",
        "." + random.below(100), "0x" + random.hex(3), "inf", "nan", ""));
  }

  private static List<byte[]> texts() {
    List<byte[]> all = new ArrayList<>(probes());
    all.addAll(BrokenArtifacts.all());
    SeededRandom random = SeededRandom.create();
    all.addAll(mutations(random, 1_000));
    for (int i = 0; i < 4_000; i++) {
      all.add(BrokenArtifacts.random(random));
    }
    for (int i = 0; i < 3_000; i++) {
      all.add(random.chance(0.8)
          ? sealed("C c", "D " + date(random), "U u")
          : sealed("D " + DATE, "E " + date(random) + " " + HASH, "U u", "W 1", "x"));
    }
    return all;
  }

  @Test
  void stockFossilAcceptsExactlyWhatWeAccept() throws SQLException {
    List<byte[]> texts = texts();
    List<Boolean> stock = new StockParser(directory).accepts(texts);
    List<String> different = new ArrayList<>();
    int accepted = 0;
    for (int i = 0; i < texts.size(); i++) {
      boolean ours = ArtifactParser.parseOrNull(texts.get(i)) != null;
      accepted += ours ? 1 : 0;
      if (stock.get(i) != ours) {
        different.add((ours ? "only we accept: " : "only fossil accepts: ")
            + new String(texts.get(i), StandardCharsets.ISO_8859_1).replace("\0", "<NUL>").replace("\r", "<CR>"));
      }
    }
    assertThat(different).isEmpty();
    assertThat(accepted).isBetween(texts.size() / 20, texts.size() - texts.size() / 20);
  }

  @Test
  void noTextMakesTheParserFail() {
    SeededRandom.forAll(
        2_000,
        random -> {
          byte[] text = mutations(random, 1).getFirst();
          Stream.of(text, Arrays.copyOf(text, random.below(text.length + 1)), random.bytes(random.below(200)))
              .forEach(ArtifactParser::parse);
        });
  }
}

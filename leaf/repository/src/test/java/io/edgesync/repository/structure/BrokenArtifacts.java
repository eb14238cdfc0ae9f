package io.edgesync.repository.structure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.edgesync.xfer.testing.SeededRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Well-formed artifacts of every kind, and what becomes of them when each card, each argument and each end is wrong in turn.
 * Everything is text of ISO 8859-1: a character is a byte.
 */
final class BrokenArtifacts {

  private static final String H1 = "a1".repeat(20);
  private static final String H2 = "b2".repeat(32);
  private static final String H3 = "c3".repeat(20);
  private static final String DATE = "2024-02-29T12:34:56.789";
  private static final String SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----";
  private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";

  /** The cards of good artifacts, without Z; the W-card is one with its text. */
  static final List<List<String>> GOOD = List.of(
      List.of("C a\\scheck-in", "D " + DATE, "F a\\sb " + H1, "F a-b " + H2 + " x", "F l " + H1 + " l",
          "F new " + H3 + " w old/name", "N text/plain", "P " + H1 + " " + H2, "Q +" + H3 + " " + H1, "Q -" + H2,
          "R " + "0f".repeat(16), "T *branch * b", "T +closed " + H3, "T +sym-x *", "T -sym-y *", "U some\\sone"),
      List.of("B " + H2, "C delta", "D " + DATE, "F changed " + H1, "F gone", "F x " + H2 + " x", "P " + H2,
          "R " + "0f".repeat(16), "U u"),
      List.of("D " + DATE, "F a " + H1, "P", "T +x *", "U u"),
      List.of("M " + H1, "M " + H2, "M " + H3),
      List.of("D " + DATE, "T *bgcolor " + H1 + " #fff", "T +comment " + H1 + " new\\stext", "T +user " + H3 + " \\s",
          "T -sym-x " + H2, "U u"),
      List.of("C why", "D " + DATE, "L Some\\sPage", "N text/x-markdown", "P " + H1, "U u", "W 8\nabc\nD x\n"),
      List.of("D " + DATE, "J +comment more\\ntext", "J empty", "J status Open", "J title a\\stitle", "K " + H1, "U u"),
      List.of("A dir/file.txt " + H1 + " " + H2, "C c", "D " + DATE, "N text/plain", "U u"),
      List.of("A gone.txt Some\\sPage", "D " + DATE, "U"),
      List.of("C c", "D " + DATE, "E 2024-01-02T03:04:05 " + H1, "N text/plain", "P " + H3, "T +sym-t *", "T +v * 1",
          "U u", "W 2\nhi"),
      List.of("D " + DATE, "E 2024-01-02T03:04:05 " + H2, "P " + H3, "N text/plain", "W 0\n"),
      List.of("D " + DATE, "H a\\stitle", "N text/x-markdown", "U u", "W 4\npost"),
      List.of("D " + DATE, "G " + H1, "I " + H2, "N text/plain", "P " + H3, "U u", "W 5\nreply"));

  private static final List<String> INSTEAD = List.of("", "x", "0", "*", "+", "-", "+x", "*x", "-x", "+" + H1, "-" + H2,
      H1, H2, H1.toUpperCase(Locale.ROOT), H1.substring(1), H1 + "a", "g".repeat(40), "now", DATE, "2024-02-30",
      ".", "..", "./a", "../a", "a/", "/a", "a//b", "a/./b", "a/../b", "..a", "a/..b", "_FOSSIL_", ".fslckout",
      "d/.FSLCKOUT-shm", "w", "xl", "t".repeat(101), "\\0", "a\\0b", "\\sa", "a\\s\\sb", "a\\", "\u00e9",
      "\u00c3\u00a9",
      "0f".repeat(16), "0F".repeat(16), "1", "7", "99", "4294967296", "4294967295000", "-1", "3x");
  private static final List<String> INSERTED = List.of("\0", "\r", "\t", " ", "  ", "\n", "\n\n", "\\", "\\q", "\\0",
      "\\s", "\\n", "\u000b", "\u0080", "\u00e9", "\u00ff", "g", "/", "A");

  private BrokenArtifacts() {}

  /** Every good artifact, and it with one thing changed, in all ways that are known here. */
  static List<byte[]> all() {
    List<byte[]> all = new ArrayList<>();
    for (List<String> good : GOOD) {
      all.add(sealed(good));
      for (int i = 0; i < good.size(); i++) {
        for (List<String> cards : withCardWrong(good, i)) {
          all.add(sealed(cards));
        }
      }
      for (String text : withEndWrong(text(good))) {
        all.add(text.getBytes(ISO_8859_1));
      }
      for (String text : clearSigned(good)) {
        all.add(text.getBytes(ISO_8859_1));
      }
    }
    return all;
  }

  /** A good artifact with a few random things changed. */
  static byte[] random(SeededRandom random) {
    List<String> cards = random.oneOf(GOOD);
    for (int i = random.between(1, 3); i > 0 && !cards.isEmpty(); i--) {
      int card = random.below(cards.size());
      cards = cards.get(card).isEmpty() ? edited(cards, card) : random.oneOf(withCardWrong(cards, card));
    }
    String text = text(cards);
    text = random.chance(0.1) ? random.oneOf(withEndWrong(text)) : sealed(text);
    return (random.chance(0.1) ? random.oneOf(clearSigned(cards)) : text).getBytes(ISO_8859_1);
  }

  private static List<List<String>> withCardWrong(List<String> good, int i) {
    List<List<String>> all = new ArrayList<>();
    String card = good.get(i);
    all.add(edited(good, i));
    all.add(edited(good, i, card, card));
    for (int j = 0; j < good.size(); j++) {
      if (j != i) {
        List<String> moved = new ArrayList<>(edited(good, i));
        moved.add(Math.min(j, moved.size()), card);
        all.add(moved);
      }
    }
    int line = card.indexOf('\n') < 0 ? card.length() : card.indexOf('\n');
    String head = card.substring(0, line);
    String tail = card.substring(line);
    for (char letter = 'A'; letter <= 'Z'; letter++) {
      all.add(edited(good, i, letter + card.substring(1)));
    }
    for (String other : new String[]{Character.toLowerCase(card.charAt(0)) + card.substring(1), card.substring(0, 1),
        card.substring(0, 1) + " ", card.substring(1), card.charAt(0) + card, " " + card, head + " " + tail,
        head + " x" + tail, head + "\r" + tail, head + "\0" + tail, head + "\0x" + tail, card + "\n", "\n" + card,
        "\0\n" + card, card.replaceFirst(" ", "  "), card.replaceFirst(" ", "\0"), card.replaceFirst(" ", "\t")}) {
      all.add(edited(good, i, other));
    }
    String[] words = head.split(" ", -1);
    for (int w = 1; w < words.length; w++) {
      for (String word : wrong(words[w])) {
        String[] changed = words.clone();
        changed[w] = word;
        all.add(edited(good, i, String.join(" ", changed) + tail));
      }
      List<String> fewer = new ArrayList<>(Arrays.asList(words));
      fewer.remove(w);
      all.add(edited(good, i, String.join(" ", fewer) + tail));
    }
    if (!tail.isEmpty()) {
      all.add(edited(good, i, card + "x"));
      all.add(edited(good, i, card.substring(0, card.length() - 1)));
      all.add(edited(good, i, head + tail.replaceFirst("[^\n]", "\0")));
    }
    return all;
  }

  private static List<String> wrong(String word) {
    List<String> all = new ArrayList<>(INSTEAD);
    all.add(word.toUpperCase(Locale.ROOT));
    all.add(word + word);
    for (String inserted : INSERTED) {
      all.add(inserted + word);
      all.add(word + inserted);
      all.add(word.substring(0, word.length() / 2) + inserted + word.substring(word.length() / 2));
    }
    if (!word.isEmpty()) {
      all.add(word.substring(1));
      all.add(word.substring(0, word.length() - 1));
      all.add("z" + word.substring(1));
    }
    return all;
  }

  private static List<String> edited(List<String> cards, int i, String... instead) {
    List<String> edited = new ArrayList<>(cards);
    edited.remove(i);
    edited.addAll(i, Arrays.asList(instead));
    return edited;
  }

  private static List<String> withEndWrong(String body) {
    String md5 = md5(body);
    String good = body + "Z " + md5 + "\n";
    return List.of(body, body + "Z " + "0".repeat(32) + "\n", body + "Z " + md5.toUpperCase(Locale.ROOT) + "\n",
        body + "Z\n", body + "Z \n", body + "Z " + md5, body + "Z " + md5 + "\r\n", body + "Z " + md5 + " \n",
        body + "Z " + md5 + " x\n", body + "Z " + md5 + "0\n", body + "Z " + md5.substring(1) + "\n",
        body + "Z  " + md5 + "\n", good + "\n", good + "\0\n", good + "\0 \n", good + "\0", good + "x\n", good + good,
        good + "Z " + md5 + "\n", good + "Z " + md5(good) + "\n", good + "Z\n", "\n" + good, good.substring(1),
        body + "Z " + md5 + "\0\n", body + "Z " + "f".repeat(32) + "\n\0\n", sealed(body.replace("\n", "\r\n")),
        sealed("\u00ef\u00bb\u00bf" + body), sealed(body + "\n"),
        sealed(body + " \n"), sealed(body + "\0\n"), sealed(body + "# x\n"));
  }

  private static List<String> clearSigned(List<String> cards) {
    String good = sealed(text(cards));
    List<String> all = new ArrayList<>();
    for (String head : new String[]{"\n", "\n\n", "\r\n\r\n", "\n\r\n", "\nHash: SHA1\n\n", "\nHash: SHA1\r\n\r\n",
        "x\n\n",
        "\n\n\n", "\n \n\n"}) {
      all.add(SIGNED + head + good + "\n" + SIGNATURE + "\nabc\n-----END PGP SIGNATURE-----\n");
      all.add(SIGNED + head + good + SIGNATURE + "\n");
    }
    for (String end : new String[]{"", SIGNATURE, "-----BEGIN PGP SIGNATURE\n", "-----BEGIN PGP SIGNATURE-\n",
        "-----BEGIN PGP SIGNATUR\n", "----BEGIN PGP SIGNATURE-----\n", " " + SIGNATURE + "\n",
        "-----BEGIN PGP SIGNATUREx\n",
        "-----BEGIN SSH SIGNATURE-----\n", SIGNATURE + "\n" + SIGNATURE + "\n", SIGNATURE + "\r\n",
        "x\n" + SIGNATURE + "\n",
        "-----BEGIN PGP SIGNATURE\0\n"}) {
      all.add(SIGNED + "\n\n" + good + end);
    }
    String ends = SIGNATURE + "\n";
    all.add(SIGNED + "\n\n" + SIGNATURE + "\n" + good + ends);
    all.add(SIGNED.replace("PGP", "SSH") + "\n\n" + good + ends.replace("PGP", "SSH"));
    all.add(SIGNED.toLowerCase(Locale.ROOT) + "\n\n" + good + ends);
    all.add(SIGNED.substring(1) + "\n\n" + good + ends);
    all.add(SIGNED + "\n\n" + SIGNED + "\n\n" + good + ends);
    all.add(SIGNED + "\n\n- " + good + ends);
    all.add("x" + SIGNED + "\n\n" + good + ends);
    all.add(SIGNED + "\n\n" + good.replace("Z ", "Z 0") + ends);
    return all;
  }

  private static String text(List<String> cards) {
    return cards.isEmpty() ? "" : String.join("\n", cards) + "\n";
  }

  private static byte[] sealed(List<String> cards) {
    return sealed(text(cards)).getBytes(ISO_8859_1);
  }

  private static String sealed(String body) {
    return body + "Z " + md5(body) + "\n";
  }

  private static String md5(String body) {
    return Cards.md5(body.getBytes(ISO_8859_1));
  }
}

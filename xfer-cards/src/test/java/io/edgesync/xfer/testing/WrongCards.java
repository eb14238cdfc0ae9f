package io.edgesync.xfer.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Each card with each of its fields wrong in turn, as the text that a hostile peer sends. Nothing of it names what it brings, so whoever reads it must
 * store nothing.
 */
public final class WrongCards {

  private static final String SHA1 = "0123456789".repeat(4);
  private static final String SHA3 = "0123456789abcdef".repeat(4);
  private static final String PAYLOAD = "hello";
  /** A value of the right shape comes first: the card as it should be, but for what it names. */
  private static final List<String> LINES = List.of("igot " + SHA3, "igot " + SHA1 + " 1", "gimme " + SHA1,
      "file " + SHA3 + " 5\n", "file " + SHA1 + " " + SHA3 + " 5\n", "cfile " + SHA3 + " 9 5\n",
      "cfile " + SHA1 + " " + SHA3 + " 9 5\n", "private", "login user " + SHA1 + " " + SHA1,
      "pull " + SHA1 + " " + SHA1,
      "push " + SHA1 + " " + SHA1, "clone 3 9", "clone_seqno 7", "cookie text", "reqconfig /all", "config /config 5\n",
      "config /user 5\n", "uvfile a.txt 1700000000 " + SHA1 + " 5 0\n", "uvigot z.txt 1700000000 " + SHA1 + " 5",
      "uvgimme z.txt", "message text", "error text", "schema a 1 2 3 5\n", "xrow a b 1 5\n",
      "pragma client-version 22100 20230226 192424", "pragma ci-lock " + SHA1 + " " + SHA1, "pragma ci-unlock " + SHA1,
      "pragma client-url http://h.example/", "pragma link http://h.example/ {} 1700000000",
      "pragma uv-hash " + SHA1, "pragma send-private x", "pragma server-version 22100 20230226 192424",
      "pragma edgesync 1 NODE max=5,stored,inflates,reconcile", "pragma edgesync-set " + SHA1.substring(8) + " 3 ab",
      "pragma edgesync-ranges AAAAAAAAAAABAAgB", "pragma edgesync-blocked " + SHA1 + " 5 3",
      "pragma edgesync-beside uv " + SHA1, "pragma edgesync-project " + SHA1 + " " + SHA1.substring(8),
      "pragma edgesync-audience 7");
  private static final List<String> VALUES = List.of("", "-1", "0", "x", "2147483647", "2147483648", "9".repeat(30),
      "1e3",
      SHA1.substring(1), SHA1 + "0", "A".repeat(40), SHA3.substring(1), "g".repeat(64), "../../etc/passwd", "/", "a\\b",
      "%00%0a", "\u0000", "\u00ff\u00fe", "'; DROP TABLE blob; --", "y".repeat(70_000));

  private WrongCards() {}

  /**
   * A text.
   *
   * @param what for the message of a test that fails
   */
  public record Case(String what, byte[] text) {
    @Override
    public String toString() {
      return what;
    }
  }

  public static List<Case> all() {
    List<Case> all = new ArrayList<>();
    for (String line : LINES) {
      String[] tokens = line.stripTrailing().split(" ");
      String payload = line.endsWith("\n") ? PAYLOAD : "";
      for (int field = 1; field < tokens.length; field++) {
        for (String value : VALUES) {
          all.add(made(tokens, field, value, payload));
        }
      }
      all.add(made(tokens, tokens.length, "more", payload));
      all.add(made(tokens, tokens.length, "more and more and more and more", payload));
      if (!payload.isEmpty()) {
        all.add(made(tokens, tokens.length - 1, tokens[tokens.length - 1], ""));
        all.add(made(tokens, tokens.length - 1, tokens[tokens.length - 1], PAYLOAD));
      }
    }
    for (String line : List.of("", "\u0000", "frobnicate 1", "<html>", "IGOT " + SHA1, "z".repeat(200_000), "igot\t")) {
      all.add(made(new String[]{line}, 1, "", ""));
    }
    return all;
  }

  private static Case made(String[] tokens, int field, String value, String payload) {
    List<String> words = new ArrayList<>(List.of(tokens));
    if (field == words.size()) {
      words.add(value);
    } else {
      words.set(field, value);
    }
    String line = String.join(" ", words);
    var text = new ByteArrayOutputStream();
    text.writeBytes((line.strip() + "\n" + payload).getBytes(StandardCharsets.ISO_8859_1));
    String shown = value.length() > 70 ? value.length() + " characters" : value;
    return new Case(
        tokens[0] + (tokens.length > 1 && tokens[0].equals("pragma") ? " " + tokens[1] : "") + ", field " + field
            + " \"" + shown + "\"" + (payload.isEmpty() ? "" : " with payload"),
        text.toByteArray());
  }
}

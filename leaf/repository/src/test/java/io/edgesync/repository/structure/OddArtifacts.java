package io.edgesync.repository.structure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.edgesync.repository.history.RawArtifacts;
import io.edgesync.xfer.card.FossilText;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A history whose comments, names, titles, values and users are Latin-1, cut characters, surrogates, overlong forms, or end in a NUL. */
public final class OddArtifacts {

  /** Bytes in hexadecimal; a NUL is escaped in the artifact, and Fossil takes it for the text's end. */
  private static final List<String> TEXTS = List.of("61e962", "c3a9c3", "eda080", "edb080", "eda0bdedb880", "c080",
      "e080af",
      "f5808080", "ff", "80", "efbfbd", "f09f9880", "c3a9", "7a00e962", "e2282b", "5c0a2009", "3ce93e26", "fe203ce9");

  private OddArtifacts() {}

  public static List<byte[]> all() {
    List<byte[]> all = new ArrayList<>();
    String parent = "";
    for (String hex : TEXTS) {
      String text = FossilText.escape(new String(HexFormat.of().parseHex(hex), ISO_8859_1));
      String file = "a".repeat(40);
      byte[] checkin = sealed("C " + text, "D " + date(all), "F a" + text + " " + file, "F f" + text + " " + file,
          "F g" + text + " " + file + " w old" + text, "N " + text, "P" + parent, "T *branch * " + text,
          "T *sym-" + text + " *", "T +" + text + " * " + text, "U " + text);
      all.add(checkin);
      String name = RawArtifacts.sha1(checkin);
      parent = " " + name;
      all.add(
          sealed("D " + date(all), "T *bgcolor " + name + " " + text, "T +comment " + name + " " + text + "\\s[abcd]",
              "T +n" + text + " " + name, "T +user " + name + " " + text, "T -v" + text + " " + name + " " + text,
              "U " + text));
      all.add(sealed("D " + date(all), "T *branch " + name + " m" + text, "T *sym-m" + text + " " + name,
          "T +closed " + name + " " + text, "U " + text));
      others(all, text, new String(HexFormat.of().parseHex(hex), ISO_8859_1), name);
    }
    return all;
  }

  /** One of each other kind; page names alone may neither contain control characters nor end in a blank. */
  private static void others(List<byte[]> all, String text, String raw, String id) {
    String wiki = "W " + raw.length() + "\n" + raw;
    String page = "w" + text.replace("\\n", "").replace("\\t", "") + "x";
    all.add(sealed("D " + date(all), "L " + page, "U " + text, wiki));
    all.add(
        sealed("D " + date(all), "J +comment " + text, "J title " + text, "J type " + text, "K " + id, "U " + text));
    all.add(sealed("D " + date(all), "J status " + text, "K " + id, "U " + text));
    all.add(sealed("A f" + text + " " + page + " " + id, "C " + text, "D " + date(all), "U " + text));
    all.add(
        sealed("C " + text, "D " + date(all), "E " + date(all) + " " + id, "T +t" + text + " * " + text, "U " + text,
            wiki));
    all.add(sealed("D " + date(all), "H " + text, "U " + text, wiki));
  }

  private static String date(List<byte[]> before) {
    int n = before.size() * 7;
    return "2024-03-01T%02d:%02d:%02d".formatted(11 + n / 3600, n / 60 % 60, n % 60);
  }

  private static byte[] sealed(String... lines) {
    String text = String.join("\n", lines) + "\n";
    return (text + "Z " + Cards.md5(text.getBytes(ISO_8859_1)) + "\n").getBytes(ISO_8859_1);
  }
}

package io.edgesync.cli.sync;

import java.util.ArrayList;
import java.util.List;

/** What may be done about a refusal, by the words that servers have for it: {@code src/xfer.c, page_xfer()}. */
final class Remedy {

  private Remedy() {}

  /** @param refusal several of them stand in one line */
  static String of(String refusal) {
    if (refusal.contains("wrong project")) {
      return "another project is served there, check the URL and the repository";
    }
    if (refusal.contains("login failed")) {
      return "check the user and the password";
    }
    List<String> lacks = new ArrayList<>();
    if (refusal.contains("not authorized to read")) {
      lacks.add("o to pull");
    }
    if (refusal.contains("not authorized to write")
        || refusal.matches(".*not authorized to push(?! configuration).*")) {
      lacks.add("i to push (--pull goes without)");
    }
    if (refusal.contains("not authorized to push configuration")) {
      lacks.add("a to change configuration");
    }
    if (refusal.contains("private content")) {
      lacks.add("x for private content (leave out --private)");
    }
    return lacks.isEmpty()
        ? "log in with --user and a password, or ask for more capabilities there"
        : "who asks, nobody without --user, lacks there: capability " + String.join(", ", lacks);
  }
}

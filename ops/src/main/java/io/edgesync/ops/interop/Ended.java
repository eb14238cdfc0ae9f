package io.edgesync.ops.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a meeting left behind.
 *
 * @param directory where it was: {@code server.fossil} and {@code client.fossil}
 * @param exitCode  of the client
 * @param output    all that the client said
 */
record Ended(Path directory, int exitCode, String output) {

  private static final Pattern REFUSAL = Pattern.compile(
      "(?:Error: |Server says: |[Ww]arning: .*?)(?<text>[^\\r\\n]*(?:not authorized|login failed|pull only|uv-pull-only)[^\\r\\n]*)");

  Path server() {
    return directory.resolve("server.fossil");
  }

  Path client() {
    return directory.resolve("client.fossil");
  }

  /** What the server refused, in its words, as a stock client repeats them. */
  List<String> refusals() {
    List<String> texts = new ArrayList<>();
    Matcher line = REFUSAL.matcher(output);
    while (line.find()) {
      String text = line.group("text").strip();
      if (!texts.contains(text)) {
        texts.add(text);
      }
    }
    return texts;
  }
}

package io.edgesync.cli.console;

import com.grack.nanojson.JsonWriter;
import io.edgesync.repository.structure.TextBytes;
import picocli.CommandLine.Option;

/** The flag {@code --json} of every command that has something to read, and how such output is written. */
public final class Output {

  private static final char SIGN = '\ufffd';

  @Option(names = "--json", description = "Print the result as JSON, for programs.")
  private boolean json;

  public boolean isJson() {
    return json;
  }

  /** Writes text of a repository as one line: as {@link #plain} shows it. */
  public static void line(Terminal terminal, String text) {
    terminal.out().println(plain(text));
  }

  /** Text of a repository or a peer for a line that a person reads: what would move the cursor, or is no UTF-8, as a sign. */
  public static String plain(String text) {
    StringBuilder line = new StringBuilder(text.length());
    TextBytes.printable(text).codePoints()
        .forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? SIGN : c));
    return line.toString();
  }

  /** Writes one JSON value (nanojson's objects and arrays, maps, lists, texts, numbers), indented, and a newline; valid UTF-8 whatever the texts hold. */
  public static void print(Terminal terminal, Object value) {
    terminal.out().println(TextBytes.printable(JsonWriter.indent("  ").string().value(value).done()));
    terminal.out().flush();
  }
}

package io.edgesync.repository.ticket;

import io.edgesync.repository.RepositoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The setting {@code ticket-table}: SQL that makes the tables of tickets. Only statements that stock Fossil allows there are taken, and those
 * that would do nothing are left out.
 *
 * @param statements each one statement without its semicolon
 */
record TicketScript(List<String> statements) {

  /** Longer ones are refused: the built-in script has 900 characters. */
  static final int CHARACTERS_MAX = 64 * 1024;

  private static final int STATEMENTS_MAX = 1000;
  private static final int SHOWN_MAX = 60;
  private static final Set<String> ALLOWED = Set.of("CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE INDEX",
      "CREATE VIEW", "DROP INDEX", "DROP VIEW", "INSERT", "REPLACE", "UPDATE", "DELETE", "WITH");

  TicketScript {
    statements = List.copyOf(statements);
  }

  /** @throws RepositoryException.TicketTable where it holds something that may not run, or too much */
  static TicketScript parse(String text) {
    if (text.length() > CHARACTERS_MAX) {
      throw new RepositoryException.TicketTable(
          "has " + text.length() + " characters, at most " + CHARACTERS_MAX + " are taken");
    }
    List<String> statements = new ArrayList<>();
    for (String statement : split(text)) {
      List<String> words = firstWords(statement);
      if (words.isEmpty() || words.getFirst().equals("SELECT")) {
        continue;
      }
      if (!isAllowed(words)) {
        throw new RepositoryException.TicketTable("'" + shown(statement)
            + "' may not be in it, only tables, indexes and views whose names begin with ticket or fx_, and their rows");
      }
      // Some pragmas can be read as tables, and some of those change what the whole process does.
      if (statement.toLowerCase(Locale.ROOT).contains("pragma")) {
        throw new RepositoryException.TicketTable("'" + shown(statement) + "' uses a pragma");
      }
      statements.add(statement);
    }
    if (statements.size() > STATEMENTS_MAX) {
      throw new RepositoryException.TicketTable("has " + statements.size() + " statements, at most " + STATEMENTS_MAX
          + " are taken");
    }
    return new TicketScript(statements);
  }

  private static boolean isAllowed(List<String> words) {
    for (int count = 1; count <= words.size(); count++) {
      if (ALLOWED.contains(String.join(" ", words.subList(0, count)))) {
        return true;
      }
    }
    return false;
  }

  static String shown(String statement) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < statement.length() && line.length() < SHOWN_MAX; i++) {
      char c = statement.charAt(i);
      line.append(c < ' ' || c == 0x7f ? ' ' : c);
    }
    return line.length() < statement.length() ? line + "…" : line.toString();
  }

  /** The pieces between semicolons, semicolons in strings, quoted names and comments aside. */
  private static List<String> split(String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ';') {
        pieces.add(text.substring(from, at).strip());
        from = ++at;
      } else {
        at = tokenEnd(text, at);
      }
    }
    pieces.add(text.substring(from).strip());
    return pieces;
  }

  /** Where what begins at {@code at} ends: a string, a quoted name or a comment as a whole, anything else one character. */
  private static int tokenEnd(String text, int at) {
    char c = text.charAt(at);
    return switch (c) {
      case '\'', '"', '`' -> quoteEnd(text, at, c);
      case '[' -> after(text, "]", at + 1);
      case '-' -> text.startsWith("--", at) ? after(text, "\n", at) : at + 1;
      case '/' -> text.startsWith("/*", at) ? after(text, "*/", at + 2) : at + 1;
      default -> at + 1;
    };
  }

  private static int after(String text, String end, int from) {
    int at = text.indexOf(end, from);
    return at < 0 ? text.length() : at + end.length();
  }

  private static int quoteEnd(String text, int at, char quote) {
    for (int end = at + 1; end < text.length(); end++) {
      if (text.charAt(end) == quote) {
        if (end + 1 < text.length() && text.charAt(end + 1) == quote) {
          end++;
        } else {
          return end + 1;
        }
      }
    }
    return text.length();
  }

  /** Up to three words in capitals, comments skipped; none where the statement is only comment. */
  private static List<String> firstWords(String statement) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < statement.length() && words.size() < 3) {
      char c = statement.charAt(at);
      int end = at;
      while (end < statement.length() && isLetter(statement.charAt(end))) {
        end++;
      }
      if (end > at) {
        words.add(statement.substring(at, end).toUpperCase(Locale.ROOT));
        at = end;
      } else if (Character.isWhitespace(c) || statement.startsWith("--", at) || statement.startsWith("/*", at)) {
        at = tokenEnd(statement, at);
      } else if (words.isEmpty()) {
        return List.of("?");
      } else {
        return words;
      }
    }
    return words;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}

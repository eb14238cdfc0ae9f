package io.edgesync.xfer.card;

import java.util.regex.Pattern;

/**
 * A line that is no card of this protocol, or one with the wrong shape; servers answer it with {@code bad command}.
 *
 * @param line the line without its newline, at most the first 1,000 characters
 */
public record UnknownCard(String line) implements Card {

  private static final Pattern TABLES = Pattern.compile("(schema|xigot|xgimme|xrow|xdelete) ");

  /** Whether it is about the tables that Go EdgeSync synchronises: {@code schema devices 1 …}. A payload has been read past. */
  public boolean isAboutTables() {
    return TABLES.matcher(line).lookingAt();
  }
}

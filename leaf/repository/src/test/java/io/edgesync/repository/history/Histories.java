package io.edgesync.repository.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The one list of all histories: together they hold every kind of artifact and every odd case that a repository may have. */
public final class Histories {

  /** Makes a history in an empty directory. */
  @FunctionalInterface
  private interface Maker {
    StockHistory in(Path directory) throws IOException;
  }

  private static final Map<String, Maker> ALL = new LinkedHashMap<>();

  static {
    ALL.put("checkins", RichHistory::in);
    ALL.put("tags", TagHistory::in);
    ALL.put("contests", ContestHistory::in);
    ALL.put("tickets", TicketHistory::in);
    ALL.put("fields", TicketHistory::custom);
    ALL.put("wiki", WikiHistory::in);
    ALL.put("forum", ForumHistory::in);
    ALL.put("odd", OddHistory::in);
  }

  private Histories() {}

  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** Makes the history of that name with the stock program. */
  public static StockHistory make(String name, Path directory) throws IOException {
    Maker maker = ALL.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(name + ": no such history, expected one of " + names());
    }
    return maker.in(directory);
  }
}

package io.edgesync.repository.compare;

import java.util.List;

/**
 * A table, or a part of one, and how each of its columns becomes independent of the file that it is in.
 *
 * @param name    what differences are reported under
 * @param from    what follows {@code FROM}: the table that must exist (where it does not, there are no rows), and a condition
 * @param columns one expression for each column of the result
 */
record LogicalTable(String name, String from, List<String> columns) {

  LogicalTable {
    columns = List.copyOf(columns);
  }

  static LogicalTable of(String name, String... columns) {
    return new LogicalTable(name, name, List.of(columns));
  }

  /** The table that must exist. */
  String requires() {
    int end = from.indexOf(' ');
    return end < 0 ? from : from.substring(0, end);
  }

  String query() {
    return "SELECT " + String.join(", ", columns) + " FROM " + from;
  }

  /** The name of an artifact in place of its rid; 0 and -1 stay as they are, a rid without row becomes a word. */
  static String hash(String rid) {
    return "coalesce((SELECT uuid FROM blob WHERE blob.rid=" + rid + "), CASE WHEN " + rid + ">0 THEN 'missing' ELSE "
        + rid + " END)";
  }

  /** The name of a tag in place of its id. */
  static String tag(String tagId) {
    return "coalesce((SELECT tagname FROM tag WHERE tag.tagid=" + tagId + "), CASE WHEN " + tagId
        + ">0 THEN 'missing' ELSE " + tagId + " END)";
  }

  /** The name of a file in place of its id; 0 stays. */
  static String file(String fnid) {
    return "coalesce((SELECT name FROM filename WHERE filename.fnid=" + fnid + "), " + fnid + ")";
  }

  /** A Julian day rounded to 1e-7 days, 9 ms; {@code NULL} stays. */
  static String time(String column) {
    return "CASE WHEN " + column + " IS NOT NULL THEN printf('%.7f'," + column + ") END";
  }
}

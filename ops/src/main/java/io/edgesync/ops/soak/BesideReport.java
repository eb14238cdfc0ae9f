package io.edgesync.ops.soak;

import io.edgesync.ops.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@link BesideSoak} saw. It is sound when nothing failed on our side, both histories are whole, and at each pace for itself at most 0.5 % of
 * the stock commits met a locked database. Half a percent of fewer than 200 is less than one, so a pace with so few cannot show it: there a
 * single one is let pass.
 */
record BesideReport(Journal journal, List<Row> rows) implements Report {

  /** One in so many stock commits may meet a locked database. */
  private static final int ONE_IN = 200;

  /**
   * One pace.
   *
   * @param ours     our write transactions' operations, and their times
   * @param reads    what our readers did meanwhile
   * @param stock    stock commits that were made
   * @param locked   stock commits that met "database is locked"
   * @param failures whatever else went wrong, on either side or afterwards
   */
  record Row(Pace pace, Waits ours, long reads, int stock, int locked, List<String> failures) {

    /** How many of the stock commits may have met a locked database. */
    int lockedMax() {
      return Math.max(1, (stock + locked) / ONE_IN);
    }

    boolean isWithinBounds() {
      return locked <= lockedMax();
    }
  }

  int stock() {
    return rows.stream().mapToInt(Row::stock).sum();
  }

  int locked() {
    return rows.stream().mapToInt(Row::locked).sum();
  }

  /** In WAL mode a stock commit fails whenever anybody commits between its first read and its first write, so nothing is promised there. */
  @Override
  public boolean isSound() {
    boolean isBounded = journal == Journal.DELETE;
    return rows.stream().allMatch(row -> row.failures().isEmpty() && (!isBounded || row.isWithinBounds()));
  }

  @Override
  public Map<String, Object> json() {
    List<Object> paces = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("pace", row.pace().toString());
      json.put("ours", row.ours().count());
      json.put("oursMillisP50", row.ours().millis(0.5));
      json.put("oursMillisP99", row.ours().millis(0.99));
      json.put("oursMillisMax", row.ours().millis(1));
      json.put("reads", row.reads());
      json.put("stock", row.stock());
      json.put("stockLocked", row.locked());
      json.put("stockLockedMax", row.lockedMax());
      json.put("failures", row.failures());
      paces.add(json);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("journal", journal.toString());
    json.put("paces", paces);
    json.put("stock", stock());
    json.put("stockLocked", locked());
    json.put("sound", isSound());
    return json;
  }

  static String header() {
    return String.format(Locale.ROOT, "%-12s %6s %8s %8s %8s %8s %7s %7s %7s", "pace", "ours", "p50 ms", "p99 ms",
        "max ms",
        "reads", "stock", "locked", "allowed");
  }

  static String line(Row row) {
    return String.format(Locale.ROOT, "%-12s %6d %8d %8d %8d %8d %7d %7d %7d", row.pace(), row.ours().count(),
        row.ours().millis(0.5), row.ours().millis(0.99), row.ours().millis(1), row.reads(), row.stock(), row.locked(),
        row.lockedMax());
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder(header()).append('\n');
    for (Row row : rows) {
      text.append(line(row)).append('\n');
      row.failures().forEach(failure -> text.append("FAILED ").append(failure).append('\n'));
    }
    return text.append(
        String.format(Locale.ROOT, "%s, journal mode %s: %d of %d stock commits met a locked database (%.2f %%)",
            isSound() ? "sound" : "NOT SOUND", journal, locked(), stock() + locked(),
            100.0 * locked() / Math.max(1, stock() + locked())))
        .toString();
  }
}

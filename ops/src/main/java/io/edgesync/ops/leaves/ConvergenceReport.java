package io.edgesync.ops.leaves;

import io.edgesync.ops.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@link Convergence} saw. */
record ConvergenceReport(long seed, List<Row> rows, List<String> failures) implements Report {

  /**
   * One shape.
   *
   * @param cuts     connections that were broken
   * @param stalls   times at which one stood still
   * @param afterwardsMillis from the last fault until all held the same; -1 where they never did
   */
  record Row(Shape shape, int leaves, int checkins, long cuts, long stalls, long afterwardsMillis) {
    String text() {
      return String.format(Locale.ROOT, "%-6s %d leaves, %d check-ins, %d connections broken, %d stalls; %s",
          shape.name().toLowerCase(Locale.ROOT), leaves, checkins, cuts, stalls, afterwardsMillis < 0
              ? "never the same"
              : "the same " + afterwardsMillis + " ms after the last fault");
    }
  }

  ConvergenceReport {
    rows = List.copyOf(rows);
    failures = List.copyOf(failures);
  }

  @Override
  public boolean isSound() {
    return failures.isEmpty();
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", seed);
    json.put("shapes", rows.stream().map(ConvergenceReport::json).toList());
    json.put("failures", failures);
    return json;
  }

  private static Map<String, Object> json(Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("shape", row.shape().name().toLowerCase(Locale.ROOT));
    json.put("leaves", row.leaves());
    json.put("checkins", row.checkins());
    json.put("cuts", row.cuts());
    json.put("stalls", row.stalls());
    json.put("afterwardsMillis", row.afterwardsMillis());
    return json;
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder("seed " + seed + "\n");
    rows.forEach(row -> text.append("  ").append(row.text()).append('\n'));
    failures.forEach(failure -> text.append("FAILED ").append(failure).append('\n'));
    return text.append(isSound() ? "the same everywhere, nothing lost, nothing wrong" : "repeat with --seed " + seed)
        .toString();
  }
}

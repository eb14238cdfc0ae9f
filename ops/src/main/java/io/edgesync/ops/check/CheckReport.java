package io.edgesync.ops.check;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.compare.RepositoryComparison.Difference;
import io.edgesync.repository.compare.RepositoryComparison.Side;
import io.edgesync.repository.compare.RepositoryInvariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a check found.
 *
 * @param sides     what was compared, in the words of the operator
 * @param tables    every table that was compared
 * @param broken    invariants that do not hold, by file
 * @param integrity what {@code fossil test-integrity} complained of
 */
record CheckReport(List<String> sides, List<RepositoryComparison.TableResult> tables, List<Broken> broken,
    List<String> integrity) {

  /** The invariants that do not hold in one file. */
  record Broken(String file, List<RepositoryInvariants.Violation> violations) {}

  boolean isClean() {
    return differences() == 0 && integrity.isEmpty() && broken.stream().allMatch(each -> each.violations().isEmpty());
  }

  private long differences() {
    return tables.stream().mapToLong(table -> table.differences().size()).sum();
  }

  List<String> lines(int rowsMax) {
    List<String> lines = new ArrayList<>();
    for (RepositoryComparison.TableResult table : tables) {
      List<Difference> differences = table.differences();
      if (differences.isEmpty()) {
        continue;
      }
      long left = count(differences, Side.LEFT);
      lines.add(
          String.format(Locale.ROOT, "%s: %,d rows, of which %,d are not in %s; %,d rows are only there", table.table(),
              table.rows(), left, sides.getLast(), differences.size() - left));
      differences.stream().limit(rowsMax)
          .forEach(each -> lines.add((each.onlyIn() == Side.LEFT ? "  - " : "  + ") + each.row()));
      if (differences.size() > rowsMax) {
        lines.add(String.format(Locale.ROOT, "  and %,d more", differences.size() - rowsMax));
      }
    }
    for (Broken each : broken) {
      each.violations().forEach(one -> lines.add(String.format(Locale.ROOT, "%s: does not hold: %s: %,d times, %s",
          each.file(), one.invariant(), one.count(), String.join(", ", one.examples()))));
    }
    integrity.stream().limit(rowsMax).forEach(each -> lines.add("fossil test-integrity: " + each));
    long rows = tables.stream().mapToLong(RepositoryComparison.TableResult::rows).sum();
    lines.add(String.format(Locale.ROOT, "%s %s %s: %,d rows in %d tables, %,d differences, %d invariants asked",
        sides.getFirst(), isClean() ? "is equal to" : "and", sides.getLast(), rows, tables.size(), differences(),
        RepositoryInvariants.count()));
    return lines;
  }

  private static long count(List<Difference> differences, Side side) {
    return differences.stream().filter(each -> each.onlyIn() == side).count();
  }

  JsonObject json(int rowsMax) {
    JsonArray compared = new JsonArray();
    for (RepositoryComparison.TableResult table : tables) {
      compared.add(JsonObject.builder().value("table", table.table()).value("rows", table.rows())
          .value("onlyInFirst", count(table.differences(), Side.LEFT))
          .value("onlyInSecond", count(table.differences(), Side.RIGHT))
          .value("firstRows", rows(table.differences(), Side.LEFT, rowsMax))
          .value("secondRows", rows(table.differences(), Side.RIGHT, rowsMax)).done());
    }
    JsonArray violations = new JsonArray();
    for (Broken each : broken) {
      each.violations().forEach(one -> violations.add(JsonObject.builder().value("file", each.file())
          .value("invariant", one.invariant()).value("count", one.count())
          .value("examples", new JsonArray(one.examples()))
          .done()));
    }
    return JsonObject.builder().value("compared", new JsonArray(sides)).value("equal", isClean())
        .value("differences", differences()).value("tables", compared).value("brokenInvariants", violations)
        .value("integrity", new JsonArray(integrity)).done();
  }

  private static JsonArray rows(List<Difference> differences, Side side, int rowsMax) {
    JsonArray rows = new JsonArray();
    differences.stream().filter(each -> each.onlyIn() == side).limit(rowsMax).forEach(each -> rows.add(each.row()));
    return rows;
  }
}

package io.edgesync.cli.demo;

import io.edgesync.repository.compare.RepositoryComparison;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The derived rows of a repository, free of row ids, to compare before and after a rebuild.
 *
 * @param rows table name, {@code |}, columns; sorted within each table
 */
record Tables(List<String> rows) {

  private static final Set<String> COMPARED = Set.of("event", "plink", "mlink", "leaf", "tagxref");

  static Tables of(Path repository) {
    return new Tables(
        RepositoryComparison.dump(repository).stream().filter(row -> COMPARED.contains(table(row))).toList());
  }

  private static String table(String row) {
    return row.substring(0, row.indexOf('|'));
  }

  /** Rows that only one of the two has. */
  List<String> changesTo(Tables after) {
    Map<String, Integer> balance = new TreeMap<>();
    rows.forEach(row -> balance.merge(row, 1, Integer::sum));
    after.rows.forEach(row -> balance.merge(row, -1, Integer::sum));
    List<String> changes = new ArrayList<>();
    balance.forEach((row, count) -> {
      if (count != 0) {
        changes.add((count > 0 ? "gone: " : "new: ") + row);
      }
    });
    return changes;
  }

  /** For example {@code event 40, leaf 1}. */
  String counts() {
    Map<String, Integer> counts = new TreeMap<>();
    rows.forEach(row -> counts.merge(table(row), 1, Integer::sum));
    List<String> words = new ArrayList<>();
    counts.forEach((table, count) -> words.add(table + " " + count));
    return String.join(", ", words);
  }
}

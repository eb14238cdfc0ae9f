package io.edgesync.repository.crosslink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All rows of {@code mlink} of one check-in, from its parents and the check-ins that it picked from. Pure.
 */
public final class CheckinRows {

  private CheckinRows() {}

  /**
   * A check-in that another one was made from.
   *
   * @param rid   its rid, a row's {@code pmid}
   * @param files its files; {@code null} where they cannot be had
   */
  public record Source(long rid, @Nullable ManifestFiles files) {}

  /**
   * A row of {@code mlink}.
   *
   * @param parentRid     {@code pmid}; 0 in a check-in without parents
   * @param isByMerge     the file does not differ from every source: where there is no older version with a rid, {@code pid} is -1, not 0.
   *                      A shunned one has none
   * @param isAuxiliary   the parent is not the primary one
   * @param isStored      false for a change against another parent of a file that is as in the primary one: Fossil drops the row, but
   *                      by then it has given the names ids and made what is not here phantoms
   */
  public record Row(long parentRid, FileChange change, boolean isByMerge, boolean isAuxiliary, boolean isStored) {}

  /**
   * The rows of a check-in.
   *
   * @param primary      the primary parent; {@code null} for a check-in without parents. Without its files no row is stored.
   * @param others       merge parents, then targets of {@code Q +} cards, those that have a rid, in artifact order; where the primary
   *                     parent is a check-in whose files cannot be had, the merge parents that Fossil comes to later: it compares with
   *                     them then
   * @param sourcesCount number of parents and {@code Q +} cards in the manifest, known or not
   */
  public static List<Row> of(
      ManifestFiles child, @Nullable Source primary, List<Source> others, int sourcesCount) {
    List<Row> rows = new ArrayList<>();
    if (primary == null) {
      for (FileChange change : FileChanges.ofRoot(child)) {
        rows.add(new Row(0, change, false, false, true));
      }
      return rows;
    }
    Map<String, Integer> countByName = new HashMap<>();
    if (primary.files() == null) {
      addAuxiliary(child, primary, others, rows, countByName);
      return rows;
    }
    for (FileChange change : FileChanges.between(primary.files(), child)) {
      rows.add(new Row(primary.rid(), change, false, false, true));
      countByName.merge(change.name(), 1, Integer::sum);
    }
    addAuxiliary(child, primary, others, rows, countByName);
    if (sourcesCount > 1) {
      rows.replaceAll(
          row -> countByName.getOrDefault(row.change().name(), 0) < sourcesCount
              ? new Row(row.parentRid(), row.change(), true, row.isAuxiliary(), row.isStored())
              : row);
    }
    return rows;
  }

  private static void addAuxiliary(
      ManifestFiles child,
      Source primary,
      List<Source> others,
      List<Row> rows,
      Map<String, Integer> countByName) {
    Set<Long> done = new HashSet<>(Set.of(primary.rid()));
    Set<String> names = Set.copyOf(countByName.keySet());
    for (Source other : others) {
      if (other.files() == null || !done.add(other.rid())) {
        continue;
      }
      for (FileChange change : FileChanges.between(other.files(), child)) {
        boolean isStored = names.contains(change.name());
        rows.add(new Row(other.rid(), change, false, true, isStored));
        if (isStored) {
          countByName.merge(change.name(), 1, Integer::sum);
        }
      }
    }
  }
}

package io.edgesync.ops.interop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A few cells in which each value of each factor meets each value of each other factor, where they meet at all. */
final class Covering {

  private Covering() {}

  static List<Case> sample() {
    List<Case> all = Case.all();
    Set<String> open = new HashSet<>();
    all.forEach(each -> open.addAll(pairs(each)));
    Set<Case> controls = new HashSet<>();
    List<Case> sample = new ArrayList<>();
    while (!open.isEmpty()) {
      // A control that is made already costs nothing.
      Case best = all.getFirst();
      long most = -1;
      for (Case each : all) {
        long worth = 2L * pairs(each).stream().filter(open::contains).count()
            + (controls.contains(each.control()) ? 1 : 0);
        if (worth > most) {
          most = worth;
          best = each;
        }
      }
      open.removeAll(pairs(best));
      controls.add(best.control());
      sample.add(best);
    }
    return sample;
  }

  static Set<String> pairs(Case each) {
    List<String> values = each.values();
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      for (int j = i + 1; j < values.size(); j++) {
        pairs.add(values.get(i) + " " + values.get(j));
      }
    }
    return pairs;
  }
}

package io.edgesync.ops.bench.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Says each figure with its mark, and keeps which were missed. */
final class Marks {

  private final Consumer<String> say;
  private final List<String> missed = new ArrayList<>();
  private final Map<String, Object> figures = new LinkedHashMap<>();

  Marks(Consumer<String> say) {
    this.say = say;
  }

  /** A figure that is good up to its mark. */
  void atMost(String name, double figure, double mark, String unit) {
    boolean isMissed = !(figure <= mark);
    if (isMissed) {
      missed.add(name);
    }
    figures.put(name, Map.of("figure", figure, "unit", unit, "mark", mark, "missed", isMissed));
    say.accept(
        String.format(Locale.ROOT, "%-60s %10.3f %-6s mark %.3f%s", name, figure, unit, mark, isMissed ? " *" : ""));
  }

  /** A figure without a mark. */
  void told(String name, double figure, String unit) {
    figures.put(name, Map.of("figure", figure, "unit", unit));
    say.accept(String.format(Locale.ROOT, "%-60s %10.3f %s", name, figure, unit));
  }

  /** All figures by name, for programs. */
  Map<String, Object> figures() {
    return figures;
  }

  boolean allReached() {
    return missed.isEmpty();
  }
}

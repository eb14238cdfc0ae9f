package io.edgesync.agent.configuration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** Collects what is wrong with one file. One thread's. */
final class Problems {

  /** More help nobody. */
  private static final int MAX = 100;

  private record Problem(int line, String text) {}

  private final Path file;
  private final List<Problem> found = new ArrayList<>();

  Problems(Path file) {
    this.file = file;
  }

  void add(@Nullable Mark where, String what) {
    if (found.size() < MAX) {
      found.add(new Problem(where == null ? 1 : where.getLine() + 1, what.replaceAll("\\p{Cntrl}+", " ")));
    }
  }

  /** In the order of the file. */
  void throwIfAny() throws ConfigurationException {
    if (!found.isEmpty()) {
      throw new ConfigurationException(found.stream().sorted((a, b) -> Integer.compare(a.line(), b.line()))
          .map(each -> file + ":" + each.line() + ": " + each.text()).toList());
    }
  }
}

package io.edgesync.mesh.config;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a configuration, gathered so that all of it is said at once. One thread. */
final class Problems {
  private final List<ConfigException.Problem> errors = new ArrayList<>();
  private final List<ConfigException.Problem> warnings = new ArrayList<>();

  /** Something that can fail. */
  interface Step {
    void run() throws ConfigException;
  }

  void add(Position at, String text) {
    errors.add(new ConfigException.Problem(at, text));
  }

  void warn(Position at, String text) {
    warnings.add(new ConfigException.Problem(at, text));
  }

  /** What it fails with is kept. */
  void attempt(Position at, Step step) {
    try {
      step.run();
    } catch (ConfigException e) {
      errors.addAll(e.problems());
    } catch (IllegalArgumentException e) {
      add(at, String.valueOf(e.getMessage()));
    }
  }

  List<ConfigException.Problem> warnings() {
    return List.copyOf(warnings);
  }

  void throwIfAny() throws ConfigException {
    if (!errors.isEmpty()) {
      List<ConfigException.Problem> all = new ArrayList<>(warnings);
      all.addAll(errors);
      throw new ConfigException(all);
    }
  }
}

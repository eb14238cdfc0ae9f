package io.edgesync.agent.configuration;

import java.util.List;

/** What is wrong with a configuration file: everything at once, one line each, with file and line. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigurationException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** At least one; each names the place, what is expected and what is there. */
  public List<String> problems() {
    return problems;
  }
}

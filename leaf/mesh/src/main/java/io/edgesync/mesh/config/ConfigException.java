package io.edgesync.mesh.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used: each problem with the place where it stands, as {@code nats.conf:3:1: unknown field "foo"}. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /** One thing that is wrong, and where. */
  public record Problem(Position at, String text) {
    @Override
    public String toString() {
      return at + ": " + text;
    }
  }

  private final transient List<Problem> problems;

  ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  ConfigException(Position at, String text) {
    this(List.of(new Problem(at, text)));
  }

  /** In the order of the file; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}

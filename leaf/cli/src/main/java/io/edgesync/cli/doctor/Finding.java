package io.edgesync.cli.doctor;

import io.edgesync.cli.console.Output;

/**
 * What a check found.
 *
 * @param level  how bad it is
 * @param name   what was looked at, one or two words
 * @param detail the observation; with WARN and FAIL also the remedy
 */
record Finding(Level level, String name, String detail) {

  /** In rising order. */
  enum Level {
    OK, WARN, FAIL
  }

  static Finding ok(String name, String detail) {
    return new Finding(Level.OK, name, detail);
  }

  static Finding warn(String name, String detail) {
    return new Finding(Level.WARN, name, detail);
  }

  static Finding fail(String name, String detail) {
    return new Finding(Level.FAIL, name, detail);
  }

  /** For example {@code "  OK    java: 25.0.3"}. */
  String line() {
    return String.format("  %-5s %s: %s", level, name,
        Output.plain(detail.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ")));
  }
}

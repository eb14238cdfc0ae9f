package io.edgesync.cli;

import java.util.List;

/**
 * The settings of slf4j-simple, which reads them once, before the first logger is made: the daemon tells its story at
 * {@code info}, other commands only warn, {@code --verbose} shows {@code debug}. A value given with {@code -D} wins.
 */
final class LogSettings {

  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private LogSettings() {}

  static void apply(List<String> arguments) {
    boolean verbose = arguments.contains("-v") || arguments.contains("--verbose");
    boolean daemon = arguments.contains("sync") && arguments.contains("start");
    set("defaultLogLevel", verbose ? "debug" : daemon ? "info" : "warn");
    set("log.io.netty", "info");
    set("logFile", "System.err");
    set("showThreadName", "false");
    set("showShortLogName", "true");
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
  }

  private static void set(String name, String value) {
    if (System.getProperty(PREFIX + name) == null) {
      System.setProperty(PREFIX + name, value);
    }
  }
}

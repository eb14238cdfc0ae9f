package io.edgesync.cli;

import io.edgesync.cli.broker.ServerLoggers;
import java.util.List;

/**
 * The settings of slf4j-simple, which reads them once, before the first logger is made: the daemon tells its story at
 * {@code info}, other commands only warn, {@code --verbose} shows {@code debug}. A value given with {@code -D} wins. The broker alone
 * writes its log by itself.
 */
final class LogSettings {

  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private LogSettings() {}

  static void apply(List<String> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst().equals("broker")) {
      System.setProperty("slf4j.provider", ServerLoggers.class.getName());
      System.setProperty("slf4j.internal.verbosity", "WARN");
    }
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

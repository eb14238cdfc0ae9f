package io.edgesync.mesh.config;

/** The options of the process: its log, and the files that tell where it is. */
final class ProcessSection {
  private ProcessOptions process = ProcessOptions.DEFAULT;

  boolean take(String name, Value value) throws ConfigException {
    LogOptions log = process.log();
    switch (name) {
      case "pid_file", "pidfile" ->
        process = new ProcessOptions(Read.text(value), process.portsFileDirectory(), log);
      case "ports_file_dir" -> process = new ProcessOptions(process.pidFile(), Read.text(value), log);
      case "log_file", "logfile" ->
        log(new LogOptions(Read.text(value), log.time(), log.debug(), log.trace(), log.bytesMax()));
      case "logtime" -> log(new LogOptions(log.file(), Read.flag(value), log.debug(), log.trace(), log.bytesMax()));
      case "debug" -> log(new LogOptions(log.file(), log.time(), Read.flag(value), log.trace(), log.bytesMax()));
      case "trace" -> log(new LogOptions(log.file(), log.time(), log.debug(), Read.flag(value), log.bytesMax()));
      case "logfile_size_limit", "log_size_limit" ->
        log(new LogOptions(log.file(), log.time(), log.debug(), log.trace(),
            Math.max(0, Read.whole(value))));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void log(LogOptions log) {
    process = new ProcessOptions(process.pidFile(), process.portsFileDirectory(), log);
  }

  ProcessOptions options() {
    return process;
  }
}

package io.edgesync.cli.configuration;

import io.edgesync.cli.console.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync config merge}. */
@Command(name = "merge", sortOptions = false, description = "Read configuration from a file and take what is newer than what is here.", footerHeading = "%nExamples:%n", footer = "  edgesync config merge configuration.txt -R notes.fossil")
final class ConfigMergeCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final ConfigurationFile file = new ConfigurationFile();

  ConfigMergeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    return file.into(terminal, false);
  }
}

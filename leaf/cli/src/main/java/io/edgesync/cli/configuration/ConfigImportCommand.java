package io.edgesync.cli.configuration;

import io.edgesync.cli.console.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync config import}. */
@Command(name = "import", sortOptions = false, description = "Read configuration from a file and replace what is here; tables that it has rows for are emptied first.", footerHeading = "%nExamples:%n", footer = "  edgesync config import configuration.txt -R notes.fossil")
final class ConfigImportCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final ConfigurationFile file = new ConfigurationFile();

  ConfigImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    return file.into(terminal, true);
  }
}

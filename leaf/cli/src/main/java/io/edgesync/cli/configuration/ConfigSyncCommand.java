package io.edgesync.cli.configuration;

import io.edgesync.agent.AgentException;
import io.edgesync.cli.console.Terminal;
import io.edgesync.sync.configuration.ConfigurationRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync config sync}. */
@Command(name = "sync", sortOptions = false, description = "Exchange configuration with a peer: the newer wins. The login needs capability a or s there.", footerHeading = "%nExamples:%n", footer = "  edgesync config sync skin -R notes.fossil https://alice@fossil.example.org/notes")
final class ConfigSyncCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final ConfigRounds rounds = new ConfigRounds();

  ConfigSyncCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException, InterruptedException {
    return rounds.run(terminal, ConfigurationRequest::sync);
  }
}

package io.edgesync.cli.configuration;

import io.edgesync.agent.AgentException;
import io.edgesync.cli.console.Terminal;
import io.edgesync.sync.configuration.ConfigurationRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code edgesync config pull}. */
@Command(name = "pull", sortOptions = false, description = "Take configuration from a peer, where it is newer than what is here.", footerHeading = "%nExamples:%n", footer = "  edgesync config pull skin -R notes.fossil https://fossil.example.org/notes")
final class ConfigPullCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final ConfigRounds rounds = new ConfigRounds();

  @Option(names = "--overwrite", description = "Replace what is here, whichever is newer.")
  private boolean isOverwriting;

  ConfigPullCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException, InterruptedException {
    return rounds.run(terminal, area -> ConfigurationRequest.pull(area, isOverwriting));
  }
}

package io.edgesync.cli.configuration;

import io.edgesync.agent.AgentException;
import io.edgesync.cli.console.Terminal;
import io.edgesync.sync.configuration.ConfigurationRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync config push}. */
@Command(name = "push", sortOptions = false, description = "Send configuration to a peer, which takes what is newer. The login needs capability a or s there.", footerHeading = "%nExamples:%n", footer = "  edgesync config push skin -R notes.fossil https://alice@fossil.example.org/notes")
final class ConfigPushCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final ConfigRounds rounds = new ConfigRounds();

  ConfigPushCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException, InterruptedException {
    return rounds.run(terminal, ConfigurationRequest::push);
  }
}

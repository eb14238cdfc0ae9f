package io.edgesync.cli.peers;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.control.ControlClient;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.cli.sync.StateOption;
import io.edgesync.sync.rights.Grants;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync peers grant}: from its next round on the node may do that. */
@Command(name = "grant", sortOptions = false, description = {
    "Let a node do something in a repository of the running daemon, in place of what it was granted before.",
    "It counts from the node's next round on, and is kept."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync peers grant UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4 \\",
        "      --repo notes.fossil --capabilities gio"})
final class PeersGrantCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "NODE", description = "The node's key, as edgesync status prints it there.")
  private String node = "";

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Option(names = "--capabilities", required = true, paramLabel = "LETTERS", description = "Fossil's letters, on top of those of nobody: g clone, o pull, i push, x private artifacts, y unversioned files, a configuration.")
  private String capabilities = "";

  @Mixin
  private final StateOption state = new StateOption();

  PeersGrantCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException {
    try {
      Grants.nodeKey(node);
      Grants.letters(capabilities);
    } catch (IllegalArgumentException e) {
      throw new WrongUsage(String.valueOf(e.getMessage()));
    }
    Path file = repository.path(terminal);
    try (ControlClient daemon = ControlClient.connect(state.path(terminal))) {
      daemon.grant(file, node, capabilities);
    }
    Output.line(terminal, node + " may " + capabilities + " in " + file);
    return 0;
  }
}

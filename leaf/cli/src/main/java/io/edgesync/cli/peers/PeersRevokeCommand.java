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
import picocli.CommandLine.Parameters;

/** {@code edgesync peers revoke}: from its next round on the node may no more than {@code nobody}. */
@Command(name = "revoke", sortOptions = false, description = {
    "Take back what a node was granted in a repository of the running daemon.",
    "A grant of the configuration stays: it is taken out there."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync peers revoke UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4 --repo notes.fossil"})
final class PeersRevokeCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "NODE", description = "The node's key, as edgesync peers list prints it.")
  private String node = "";

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Mixin
  private final StateOption state = new StateOption();

  PeersRevokeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException {
    try {
      Grants.nodeKey(node);
    } catch (IllegalArgumentException e) {
      throw new WrongUsage(String.valueOf(e.getMessage()));
    }
    Path file = repository.path(terminal);
    try (ControlClient daemon = ControlClient.connect(state.path(terminal))) {
      daemon.revoke(file, node);
    }
    Output.line(terminal, node + " has no grant in " + file + " any more");
    return 0;
  }
}

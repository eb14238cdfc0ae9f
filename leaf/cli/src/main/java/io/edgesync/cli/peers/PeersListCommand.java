package io.edgesync.cli.peers;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.agent.AgentException;
import io.edgesync.agent.control.ControlClient;
import io.edgesync.agent.status.GrantState;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.sync.StateOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync peers list}: every grant of the running daemon. */
@Command(name = "list", description = "What is granted to which node, in which project, and by whom.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync peers list", "  edgesync peers list --state-dir /var/lib/edgesync --json"})
final class PeersListCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final StateOption state = new StateOption();

  @Mixin
  private final Output output = new Output();

  PeersListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException {
    List<GrantState> grants;
    try (ControlClient daemon = ControlClient.connect(state.path(terminal))) {
      grants = daemon.grants();
    }
    if (output.isJson()) {
      JsonArray all = new JsonArray();
      grants.forEach(grant -> all.add(grant.json()));
      Output.print(terminal, JsonObject.builder().value("grants", all).done());
    } else if (grants.isEmpty()) {
      Output.line(terminal, "no grants: logins, and what nobody may, are all that counts");
    } else {
      for (GrantState grant : grants) {
        Output.line(terminal,
            grant.project() + "  " + grant.node() + "  " + grant.capabilities() + "  " + grant.source());
      }
    }
    return 0;
  }
}

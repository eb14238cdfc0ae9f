package io.edgesync.cli.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.control.ControlClient;
import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.agent.status.LinkState;
import io.edgesync.agent.status.PeerState;
import io.edgesync.agent.status.RefusedFile;
import io.edgesync.agent.status.RepositoryState;
import io.edgesync.agent.status.StatusJson;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync status}: what the running daemon says about itself. */
@Command(name = "status", description = "Links, and where each repository stands with each peer, from the running daemon.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync status", "  edgesync status --state-dir /var/lib/edgesync --json"})
public final class StatusCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final StateOption state = new StateOption();

  @Mixin
  private final Output output = new Output();

  public StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException {
    DaemonStatus status;
    try (ControlClient daemon = ControlClient.connect(state.path(terminal))) {
      status = daemon.status();
    }
    if (output.isJson()) {
      Output.print(terminal, StatusJson.of(status));
    } else {
      print(status);
    }
    return 0;
  }

  private void print(DaemonStatus status) {
    PrintStream out = terminal.out();
    out.println("node " + status.node() + ", since " + status.startedAt());
    out.println("  nats " + status.nats() + ", leafnode " + status.leafnode() + ", http "
        + (status.http().isEmpty() ? "-" : status.http()));
    out.println("links");
    for (LinkState link : status.links()) {
      out.println("  " + link.state() + "  " + link.kind() + "  " + link.remote() + because(link.lastError()));
    }
    if (status.links().isEmpty()) {
      out.println("  none");
    }
    for (RepositoryState repository : status.repositories()) {
      print(repository);
    }
    for (RefusedFile refused : status.refused()) {
      out.println(Output.plain(refused.file()));
      out.println("  not served" + because(Output.plain(refused.why())));
    }
  }

  private void print(RepositoryState repository) {
    PrintStream out = terminal.out();
    out.println(Output.plain(repository.file()));
    out.println(
        String.format(Locale.ROOT, "  project %s, %,d artifacts", repository.project(), repository.artifacts()));
    if (!repository.trouble().isEmpty()) {
      out.println("  not read: " + Output.plain(repository.trouble()));
    }
    for (PeerState peer : repository.peers()) {
      PeerLines.of(peer).forEach(line -> out.println("  " + line));
    }
    if (repository.morePeers() > 0) {
      out.println(String.format(Locale.ROOT, "  %,d more peers are not listed", repository.morePeers()));
    }
    if (repository.peers().isEmpty()) {
      out.println("  no peer yet");
    }
    for (BlockedArtifact artifact : repository.blocked()) {
      out.println("  blocked  " + artifact.name()
          + because(artifact.why().replaceFirst("^artifact " + artifact.name() + ": ", "")));
    }
  }

  private static String because(String error) {
    return error.isEmpty() ? "" : ": " + error;
  }
}

package io.edgesync.cli.peers;

import io.edgesync.cli.console.Terminal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edgesync peers}: the group of its subcommands. */
@Command(name = "peers", description = "What other nodes may do at the running daemon, by their keys.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync peers list",
    "  edgesync peers grant UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4 \\",
    "      --repo notes.fossil --capabilities gio",
    "  edgesync peers revoke UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4 --repo notes.fossil"})
public final class PeersCommand implements Runnable {

  @Spec
  @Nullable
  private CommandSpec spec;

  /** The group with its subcommands. */
  public static CommandLine tree(Terminal terminal) {
    return new CommandLine(new PeersCommand()).addSubcommand(new PeersListCommand(terminal))
        .addSubcommand(new PeersGrantCommand(terminal)).addSubcommand(new PeersRevokeCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "peers: expected list, grant or revoke");
  }
}

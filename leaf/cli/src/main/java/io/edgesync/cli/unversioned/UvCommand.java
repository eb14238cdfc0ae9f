package io.edgesync.cli.unversioned;

import io.edgesync.cli.console.Terminal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edgesync uv}: the group of its subcommands. */
@Command(name = "uv", description = "Files without history: the newest version of each is kept, and travels.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync uv add -R notes.fossil release-1.0.zip",
    "  edgesync uv list -R notes.fossil",
    "  edgesync uv sync -R notes.fossil https://alice@fossil.example.org/notes"})
public final class UvCommand implements Runnable {

  @Spec
  @Nullable
  private CommandSpec spec;

  /** The group with its subcommands. */
  public static CommandLine tree(Terminal terminal) {
    return new CommandLine(new UvCommand()).addSubcommand(new UvListCommand(terminal))
        .addSubcommand(new UvCatCommand(terminal)).addSubcommand(new UvExportCommand(terminal))
        .addSubcommand(new UvAddCommand(terminal)).addSubcommand(new UvRemoveCommand(terminal))
        .addSubcommand(new UvTouchCommand(terminal)).addSubcommand(new UvSyncCommand(terminal))
        .addSubcommand(new UvRevertCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
        "uv: expected list, cat, export, add, rm, touch, sync or revert");
  }
}

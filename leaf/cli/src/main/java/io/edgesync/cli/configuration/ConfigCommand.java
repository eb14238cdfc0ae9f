package io.edgesync.cli.configuration;

import io.edgesync.cli.console.Terminal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edgesync config}: the group of its subcommands. */
@Command(name = "config", description = {
    "The configuration that repositories of a project share.",
    "AREA is one of all, alias, css, email, interwiki, project, shun, skin, subscriber, ticket, user, xfer."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync config pull skin -R notes.fossil https://alice@fossil.example.org/notes",
        "  edgesync config push shun -R notes.fossil https://alice@fossil.example.org/notes",
        "  edgesync config export all configuration.txt -R notes.fossil"})
public final class ConfigCommand implements Runnable {

  @Spec
  @Nullable
  private CommandSpec spec;

  /** The group with its subcommands. */
  public static CommandLine tree(Terminal terminal) {
    return new CommandLine(new ConfigCommand()).addSubcommand(new ConfigPullCommand(terminal))
        .addSubcommand(new ConfigPushCommand(terminal)).addSubcommand(new ConfigSyncCommand(terminal))
        .addSubcommand(new ConfigExportCommand(terminal)).addSubcommand(new ConfigImportCommand(terminal))
        .addSubcommand(new ConfigMergeCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
        "config: expected pull, push, sync, export, import or merge");
  }
}

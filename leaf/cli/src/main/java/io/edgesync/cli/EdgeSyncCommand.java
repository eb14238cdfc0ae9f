package io.edgesync.cli;

import io.edgesync.cli.console.Verbosity;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code edgesync} itself: without a subcommand there is nothing to do, and it says so. */
@Command(name = "edgesync", mixinStandardHelpOptions = true, versionProvider = VersionCommand.Provider.class, scope = ScopeType.INHERIT, sortOptions = false, description = "Keeps Fossil repositories converged across devices, over NATS, offline-first.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:done", "1:failed; one line on standard error says what and what to do",
    "64:wrong usage"}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync new notes.fossil",
        "  edgesync sync start --repo notes.fossil --serve-http :8080",
        "  edgesync clone nats-leaf://desk.local:7422/PROJECTCODE notes.fossil",
        "  edgesync doctor --repo notes.fossil",
        "",
        "edgesync COMMAND --help tells more about each."})
final class EdgeSyncCommand implements Runnable {

  @Mixin
  private final Verbosity verbosity = new Verbosity();

  @Spec
  @Nullable
  private CommandSpec spec;

  boolean isVerbose() {
    return verbosity.isVerbose();
  }

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "no command given");
  }
}

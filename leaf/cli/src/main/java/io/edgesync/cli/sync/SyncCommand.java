package io.edgesync.cli.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edgesync sync}: the group of its subcommands. */
@Command(name = "sync", description = "Synchronise: once, or for as long as the daemon runs.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync sync start --repo notes.fossil --nats nats-leaf://desk.local:7422",
    "  edgesync sync once -R notes.fossil https://fossil.example.org/notes"})
public final class SyncCommand implements Runnable {

  @Spec
  @Nullable
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "sync: expected start or once");
  }
}

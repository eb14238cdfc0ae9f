package io.edgesync.cli.unversioned;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code edgesync uv export}. */
@Command(name = "export", sortOptions = false, description = "Write an unversioned file to a file on disk.", footerHeading = "%nExamples:%n", footer = "  edgesync uv export -R notes.fossil release-1.0.zip /tmp/release.zip")
final class UvExportCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final LocalFiles local = new LocalFiles();

  @Parameters(index = "0", paramLabel = "FILE", description = "The name in the repository.")
  private @Nullable String name;

  @Parameters(index = "1", paramLabel = "OUTPUT", description = "The file to write; one that is there is replaced.")
  private @Nullable Path output;

  UvExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String wanted = Objects.requireNonNull(name);
    Path target = terminal.resolve(Objects.requireNonNull(output));
    local.with(terminal, files -> {
      // Before an existing file is emptied.
      LocalFiles.require(files, wanted);
      try (OutputStream out = Files.newOutputStream(target)) {
        UvCatCommand.write(files, wanted, out);
      } catch (IOException e) {
        throw Failure.of(target + ": cannot be written", e);
      }
    });
    return 0;
  }
}

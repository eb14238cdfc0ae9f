package io.edgesync.cli.unversioned;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.unversioned.UnversionedFiles;
import io.edgesync.xfer.content.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code edgesync uv cat}. */
@Command(name = "cat", sortOptions = false, description = "Print unversioned files, one after the other, byte for byte.", footerHeading = "%nExamples:%n", footer = "  edgesync uv cat -R notes.fossil list.txt")
final class UvCatCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final LocalFiles local = new LocalFiles();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Names in the repository.")
  private List<String> names = List.of();

  UvCatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    local.with(terminal, files -> names.forEach(name -> write(files, name, terminal.out())));
    terminal.out().flush();
    return 0;
  }

  /** @throws Failure where there is no such file, or it cannot be written */
  static void write(UnversionedFiles files, String name, OutputStream out) {
    LocalFiles.require(files, name);
    try (Content content = files.load(name).orElseThrow(
        () -> new Failure("uv-file " + name + ": its content is not here; get it with: edgesync uv sync URL"))) {
      content.writeTo(out);
    } catch (IOException e) {
      throw new Failure("uv-file " + name + ": cannot be written, " + e.getMessage(), e);
    }
  }
}

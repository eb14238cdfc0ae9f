package io.edgesync.cli.unversioned;

import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync uv rm}. */
@Command(name = "rm", aliases = {"remove",
    "delete"}, sortOptions = false, description = "Remove unversioned files here; others learn of it by the next sync.", footerHeading = "%nExamples:%n", footer = {
        "  edgesync uv rm -R notes.fossil release-1.0.zip", "  edgesync uv rm --glob 'nightly-*'"})
final class UvRemoveCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final LocalFiles local = new LocalFiles();

  @Mixin
  private final Patterns patterns = new Patterns();

  @Option(names = "--mtime", paramLabel = "TIMESTAMP", description = "As of then, in UTC. Default: now.")
  private @Nullable String mtime;

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Names in the repository.")
  private List<String> names = List.of();

  UvRemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (names.isEmpty() && !patterns.areGiven()) {
      throw new WrongUsage("uv rm: expected a FILE, --glob or --like");
    }
    local.with(terminal,
        files -> files.remove(LocalFiles.chosen(files, names, patterns), LocalFiles.mtime(mtime)));
    return 0;
  }
}

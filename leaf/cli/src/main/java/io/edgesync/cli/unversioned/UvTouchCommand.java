package io.edgesync.cli.unversioned;

import io.edgesync.cli.console.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync uv touch}. */
@Command(name = "touch", sortOptions = false, description = "Date unversioned files anew, so that they win over others' versions.", footerHeading = "%nExamples:%n", footer = "  edgesync uv touch -R notes.fossil release-1.0.zip")
final class UvTouchCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final LocalFiles local = new LocalFiles();

  @Option(names = "--mtime", paramLabel = "TIMESTAMP", description = "As of then, in UTC. Default: now.")
  private @Nullable String mtime;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Names in the repository.")
  private List<String> names = List.of();

  UvTouchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    local.with(terminal, files -> files.touch(LocalFiles.chosen(files, names, new Patterns()),
        LocalFiles.mtime(mtime)));
    return 0;
  }
}

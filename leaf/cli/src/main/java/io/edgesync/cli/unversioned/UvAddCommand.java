package io.edgesync.cli.unversioned;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.cli.repository.Logins;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.unversioned.UnversionedFiles;
import io.edgesync.repository.unversioned.UnversionedFiles.NewFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync uv add}. */
@Command(name = "add", sortOptions = false, description = "Add unversioned files, or replace them, as they are on disk.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync uv add -R notes.fossil release-1.0.zip",
    "  edgesync uv add -R notes.fossil build/out.zip --as release-1.0.zip"})
final class UvAddCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final LocalFiles local = new LocalFiles();

  @Option(names = "--as", paramLabel = "UVFILE", description = "The name in the repository, for a single file.")
  private @Nullable String as;

  @Option(names = "--mtime", paramLabel = "TIMESTAMP", description = "As of then, in UTC. Default: now.")
  private @Nullable String mtime;

  @Option(names = "--user", paramLabel = "LOGIN", description = "Who adds them. Default: the name of who runs this.")
  private @Nullable String user;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files on disk; their names in the repository are as written here.")
  private List<String> names = List.of();

  UvAddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (as != null && names.size() != 1) {
      throw new WrongUsage("--as " + as + ": expected one FILE beside it, got " + names.size());
    }
    String login = Logins.orOfWhoRunsThis(user, "--user", terminal);
    Instant when = LocalFiles.mtime(mtime);
    local.with(terminal, files -> {
      for (String name : names) {
        add(files, login, as == null ? name : as, terminal.resolve(Path.of(name)), when);
      }
    });
    return 0;
  }

  /** One by one: a single content is in memory at a time. */
  private static void add(UnversionedFiles files, String login, String name, Path file, Instant when) {
    try {
      long limit = RepositoryOptions.standard().artifactBytesMax();
      if (Files.size(file) > limit) {
        throw new Failure(file + ": " + Files.size(file) + " bytes, the limit here is " + limit
            + " bytes; give the process a larger heap to raise it");
      }
      files.add(login, List.of(new NewFile(name, Files.readAllBytes(file))), when);
    } catch (IOException e) {
      throw Failure.of(file + ": cannot be read", e);
    }
  }
}

package io.edgesync.cli.repository;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.timeline.FileEntry;
import io.edgesync.repository.timeline.Timeline;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code edgesync cat}: one file of a check-in, or one artifact, to standard output. */
@Command(name = "cat", sortOptions = false, description = "Print a file of a check-in, or an artifact, byte for byte.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync cat -R notes.fossil list.txt",
    "  edgesync cat -R notes.fossil -r release src/main.c > main.c",
    "  edgesync cat -R notes.fossil 3a7f29c1d0"})
public final class CatCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Mixin
  private final CheckinOption checkin = new CheckinOption();

  @Parameters(paramLabel = "FILE|HASH", description = "A path in the check-in, or an artifact's hash or its beginning.")
  private @Nullable String name;

  public CatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String wanted = Objects.requireNonNull(name);
    try (Repository opened = Repository.open(repository.path(terminal), RepositoryOptions.standard());
        Content content = find(opened, wanted)) {
      content.writeTo(terminal.out());
      terminal.out().flush();
    } catch (IOException e) {
      throw new Failure("standard output: cannot be written, " + e.getMessage(), e);
    }
    return 0;
  }

  private Content find(Repository opened, String wanted) {
    Timeline timeline = opened.timeline();
    Optional<Hash> named = timeline.file(checkin.resolve(timeline), wanted).map(FileEntry::content);
    if (named.isEmpty() && wanted.matches("[0-9a-fA-F]{4,64}")) {
      named = timeline.resolve(wanted);
    }
    return NamedContent.load(opened, wanted, named.orElseThrow(() -> new Failure(wanted
        + ": no such file in that check-in, and no artifact of that name here; `edgesync ls` lists the files")));
  }
}

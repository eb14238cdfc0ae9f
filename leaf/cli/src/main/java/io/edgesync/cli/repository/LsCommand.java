package io.edgesync.cli.repository;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.structure.FilePermission;
import io.edgesync.repository.timeline.FileEntry;
import io.edgesync.repository.timeline.Timeline;
import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync ls}: the files of a check-in. */
@Command(name = "ls", sortOptions = false, description = "List the files of a check-in.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync ls -R notes.fossil", "  edgesync ls -r release -l src", "  edgesync ls --json"})
public final class LsCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Mixin
  private final CheckinOption checkin = new CheckinOption();

  @Option(names = {"-l",
      "--long"}, description = "With sizes in bytes, permissions (x executable, l symbolic link) and contents' hashes.")
  private boolean isLong;

  @Parameters(paramLabel = "PATH", arity = "0..1", description = "Only this file, or what lies below this directory. Default: all.")
  private @Nullable String path;

  @Mixin
  private final Output output = new Output();

  public LsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Hash hash;
    List<FileEntry> files;
    Map<Hash, Long> sizes;
    try (Repository opened = Repository.open(repository.path(terminal), RepositoryOptions.standard())) {
      Timeline timeline = opened.timeline();
      hash = checkin.resolve(timeline);
      files = files(timeline, hash);
      sizes = isLong || output.isJson() ? timeline.sizes(files) : Map.of();
    }
    if (output.isJson()) {
      JsonArray array = new JsonArray();
      files.forEach(file -> array.add(JsonObject.builder().value("path", file.path())
          .value("artifact", file.content().hex()).value("size", sizes.get(file.content()))
          .value("executable", file.permission() == FilePermission.EXECUTABLE)
          .value("symlink", file.permission() == FilePermission.SYMLINK).done()));
      Output.print(terminal, JsonObject.builder().value("checkin", hash.hex()).value("files", array).done());
    } else {
      files.forEach(file -> Output.line(terminal, line(file, sizes.get(file.content()))));
    }
    return 0;
  }

  private List<FileEntry> files(Timeline timeline, Hash hash) {
    String named = path == null ? "" : path.replaceAll("/+$", "");
    if (named.isEmpty() || named.equals(".")) {
      return timeline.files(hash);
    }
    Optional<FileEntry> file = timeline.file(hash, named);
    List<FileEntry> files = file.isPresent() ? List.of(file.get()) : timeline.files(hash, named);
    if (files.isEmpty()) {
      throw new Failure(named + ": no such file or directory in " + hash + "; without PATH all are listed");
    }
    return files;
  }

  private String line(FileEntry file, @Nullable Long size) {
    if (!isLong) {
      return file.path();
    }
    String permission = switch (file.permission()) {
      case REGULAR -> "-";
      case EXECUTABLE -> "x";
      case SYMLINK -> "l";
    };
    return String.format(Locale.ROOT, "%s %10s  %s  %s", permission, size == null ? "not here" : size,
        file.content().hex().substring(0, TimelineCommand.SHORT), file.path());
  }
}

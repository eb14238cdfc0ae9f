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
import io.edgesync.xfer.content.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync extract}: a check-in's files into a folder. */
@Command(name = "extract", sortOptions = false, description = {
    "Write a check-in's files into a folder. Files that are there already are an error, unless --force.",
    "A symbolic link is written as a plain file that holds its target, as Fossil does by default."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync extract -R notes.fossil -d out",
        "  edgesync extract -R notes.fossil -r release -d out docs/manual.md",
        "  edgesync extract -R notes.fossil --list"})
public final class ExtractCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Mixin
  private final CheckinOption checkin = new CheckinOption();

  @Option(names = {"-d",
      "--directory"}, paramLabel = "DIR", defaultValue = ".", description = "Where to; made if needed. Default: the working directory.")
  private Path directory = Path.of(".");

  @Option(names = "--force", description = "Overwrite files that are there.")
  private boolean force;

  @Option(names = "--list", description = "Only list the files.")
  private boolean list;

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "Only these, or what lies below these. Default: all.")
  private List<String> only = new ArrayList<>();

  @Mixin
  private final Output output = new Output();

  public ExtractCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path target = terminal.resolve(directory);
    try (Repository opened = Repository.open(repository.path(terminal), RepositoryOptions.standard())) {
      Timeline timeline = opened.timeline();
      Hash hash = checkin.resolve(timeline);
      List<FileEntry> files = timeline.files(hash).stream().filter(file -> isWanted(file.path())).toList();
      if (files.isEmpty() && !only.isEmpty()) {
        throw new Failure(String.join(", ", only) + ": no such file in " + hash + "; --list lists them");
      }
      if (!list) {
        for (FileEntry file : files) {
          write(opened, file, inside(target, file.path()));
        }
        terminal.stands(files.size() + " files of " + hash + " are written in " + target);
      }
      report(hash, target, files);
    }
    return 0;
  }

  private boolean isWanted(String path) {
    return only.isEmpty() || only.stream().anyMatch(name -> path.equals(name) || path.startsWith(name + "/"));
  }

  /** A manifest comes from anybody: no path of it may lead out of the folder, neither by dots nor through a symbolic link. */
  private static Path inside(Path directory, String path) {
    Path file;
    try {
      file = directory.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new Failure(path + ": cannot be a file's name here, nothing more was written", e);
    }
    if (!file.startsWith(directory) || file.equals(directory)) {
      throw new Failure(path + ": leads out of " + directory + ", nothing more was written");
    }
    for (Path parent = file.getParent(); parent != null && !parent.equals(directory); parent = parent.getParent()) {
      if (Files.isSymbolicLink(parent)) {
        throw new Failure(parent + ": is a symbolic link, " + path + " would be written through it; remove it first");
      }
    }
    return file;
  }

  private void write(Repository opened, FileEntry file, Path target) {
    try (Content content = NamedContent.load(opened, file.path(), file.content())) {
      Files.createDirectories(target.getParent());
      if (force && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(target);
      }
      write(content::writeTo, target);
      if (file.permission() == FilePermission.EXECUTABLE && !target.toFile().setExecutable(true, false)) {
        terminal.say(target + ": could not be made executable");
      }
    } catch (FileAlreadyExistsException e) {
      throw new Failure(target + ": is there already; --force overwrites", e);
    } catch (IOException e) {
      throw Failure.of(target + ": cannot be written", e);
    }
  }

  /** What is written into a file. */
  @FunctionalInterface
  interface Bytes {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Nothing is left of a file that could not be finished, or the next run would take it for one that is there already. */
  static void write(Bytes content, Path target) throws IOException {
    boolean begun = false;
    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      begun = true;
      content.writeTo(out);
      begun = false;
    } finally {
      if (begun) {
        Files.deleteIfExists(target);
      }
    }
  }

  private void report(Hash hash, Path target, List<FileEntry> files) {
    if (output.isJson()) {
      JsonArray array = new JsonArray();
      files.forEach(
          file -> array.add(JsonObject.builder().value("path", file.path()).value("artifact", file.content().hex())
              .value("executable", file.permission() == FilePermission.EXECUTABLE).done()));
      Output.print(terminal, JsonObject.builder().value("checkin", hash.hex()).value("files", array).done());
    } else if (list) {
      files.forEach(file -> Output.line(terminal, file.path()));
    } else {
      terminal.out().println(files.size() + " files of " + hash + " in " + target);
    }
  }
}

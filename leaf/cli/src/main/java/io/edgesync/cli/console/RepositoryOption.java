package io.edgesync.cli.console;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code -R FILE}; without it, the only {@code *.fossil} in the working directory. */
public final class RepositoryOption {

  @Option(names = {"-R",
      "--repo"}, paramLabel = "FILE", description = "The repository. Default: the only *.fossil file in the working directory.")
  private @Nullable Path file;

  /** Whether {@code -R} was given. */
  public boolean isNamed() {
    return file != null;
  }

  /**
   * @throws WrongUsage when none was named and there is not exactly one here
   * @throws Failure    when there is no such file
   */
  public Path path(Terminal terminal) {
    Path named = file == null ? onlyOneIn(terminal.workingDirectory()) : terminal.resolve(file);
    return existing(named);
  }

  /** @throws Failure when there is no such file, or it is a directory or another thing than a file */
  public static Path existing(Path file) {
    if (Files.isDirectory(file)) {
      throw new Failure(file + ": is a directory, expected a Fossil repository file");
    }
    if (!Files.exists(file)) {
      throw new Failure(file + ": no such file, create it with: edgesync new " + file
          + ", or get it with: edgesync clone URL " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw new Failure(file + ": is a device, a pipe or a socket, expected a Fossil repository file");
    }
    return file;
  }

  private static Path onlyOneIn(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.fossil")) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw new Failure(directory + ": cannot be listed, name the repository with -R FILE", e);
    }
    if (found.size() != 1) {
      throw new WrongUsage(found.size() + " files *.fossil in " + directory + ", name the repository with -R FILE");
    }
    return found.getFirst();
  }
}

package io.edgesync.ops;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory and the programs that work in it. Closing removes all that is in it, unless it is to be kept. */
public final class Workbench implements AutoCloseable {

  private final Path directory;
  private final Programs programs;
  private boolean isKept;

  private Workbench(Path directory, Programs programs) {
    this.directory = directory;
    this.programs = programs;
  }

  /** @param name of the program that works here, for the directory's name */
  public static Workbench open(String name, Terminal terminal) throws IOException {
    Path directory = Files.createTempDirectory("edgesync-" + name).toRealPath();
    return new Workbench(directory, new Programs(terminal, directory));
  }

  public Path directory() {
    return directory;
  }

  public Programs programs() {
    return programs;
  }

  /** @throws Failure where stock Fossil is not installed */
  public StockFossil fossil() {
    Path program = programs.find("FOSSIL", "fossil");
    if (program == null) {
      throw new Failure("fossil: not on the path; apt-get install fossil, or name it in FOSSIL");
    }
    return new StockFossil(programs, program);
  }

  /** Whether the directory stays when this is closed, for somebody to look at. */
  public void keep(boolean stays) {
    isKept = stays;
  }

  @Override
  public void close() {
    if (isKept) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

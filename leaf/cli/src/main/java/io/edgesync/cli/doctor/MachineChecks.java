package io.edgesync.cli.doctor;

import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Programs;
import io.edgesync.repository.RepositoryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of the machine: Java, SQLite, disk, clock, the stock program. */
final class MachineChecks {

  static final int JAVA_FLOOR = 25;
  static final long HEAP_FLOOR = 128L << 20;
  static final long DISK_LOW = 1L << 30;
  static final long DISK_FLOOR = 100L << 20;
  /** No check-in can be older than the program that makes it. */
  static final Instant BEFORE_THIS_PROGRAM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Pattern FOSSIL_VERSION = Pattern.compile("version ([0-9]+)\\.([0-9]+)");

  private MachineChecks() {}

  static Check java(Runtime.Version version, long heapBytes) {
    return () -> {
      if (version.feature() < JAVA_FLOOR) {
        return List.of(Finding.fail("java",
            version + ", expected " + JAVA_FLOOR + " or newer; install one, and set JAVA_HOME to it"));
      }
      long mebibytes = heapBytes >> 20;
      if (heapBytes < HEAP_FLOOR) {
        return List.of(Finding.warn("java", version + " with a heap of " + mebibytes + " MiB: artifacts above "
            + mebibytes / 4 + " MiB will be refused; give it more with EDGESYNC_JAVA_OPTS=-Xmx256m"));
      }
      return List.of(Finding.ok("java", version + ", heap " + mebibytes + " MiB"));
    };
  }

  /** @param version asks the driver, throws what keeps it from working */
  static Check sqlite(Supplier<String> version) {
    return () -> {
      try {
        return List.of(Finding.ok("sqlite", version.get()));
      } catch (RepositoryException e) {
        return List.of(Finding.fail("sqlite", String.valueOf(e.getMessage())));
      }
    };
  }

  /** Room for a directory's files. */
  @FunctionalInterface
  interface UsableBytes {
    long of(Path directory) throws IOException;

    /** As the operating system tells it, of the nearest directory that exists. */
    UsableBytes OF_SYSTEM = directory -> {
      Path existing = directory;
      while (!Files.exists(existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      return Files.getFileStore(existing).getUsableSpace();
    };
  }

  static Check disk(Path directory, UsableBytes usable) {
    return () -> {
      long bytes;
      try {
        bytes = usable.of(directory);
      } catch (IOException e) {
        return List.of(Finding.fail("disk", directory + ": its file system cannot be asked (" + e.getMessage()
            + "); check that it is mounted"));
      }
      String room = directory + " has " + (bytes >> 20) + " MiB free";
      if (bytes < DISK_FLOOR) {
        return List.of(Finding.fail("disk", room + ", expected " + (DISK_FLOOR >> 20) + " MiB at least; make room"));
      }
      return List.of(bytes < DISK_LOW
          ? Finding.warn("disk", room + "; a clone needs twice the repository's size while it runs, make room soon")
          : Finding.ok("disk", room));
    };
  }

  /** @param newestCheckin of the repository, null where there is none */
  static Check clock(Instant now, @Nullable Instant newestCheckin) {
    return () -> {
      if (now.isBefore(BEFORE_THIS_PROGRAM)) {
        return List.of(Finding.fail("clock", now + " is before this program was made; set the clock, for example with"
            + " timedatectl set-ntp true"));
      }
      if (newestCheckin != null && newestCheckin.isAfter(now.plusSeconds(60))) {
        return List.of(Finding.warn("clock", now + ", but the newest check-in is of " + newestCheckin
            + "; one of the clocks is wrong, and a check-in older than its parent is refused"));
      }
      return List.of(Finding.ok("clock", now.toString()));
    };
  }

  /** The stock program: not needed to run, but the demo, the tests and many people want it. */
  static Check fossil(Terminal terminal) {
    return () -> {
      Path program = Programs.find(terminal, "FOSSIL", "fossil");
      if (program == null) {
        return List
            .of(Finding.warn("fossil", "not on the path; the daemon works without it, to compare and to use its web"
                + " pages: apt-get install fossil"));
      }
      String said = firstLine(program, "version");
      Matcher version = FOSSIL_VERSION.matcher(said);
      return List.of(version.find()
          ? Finding.ok("fossil", version.group(1) + "." + version.group(2) + " at " + program)
          : Finding.warn("fossil",
              program + " does not tell its version as fossil does; set FOSSIL to the right program"));
    };
  }

  private static String firstLine(Path program, String argument) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(program.toString(), argument).redirectErrorStream(true).start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          return "";
        }
        String said = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
        return said.lines().findFirst().orElse("");
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return "";
    }
  }
}

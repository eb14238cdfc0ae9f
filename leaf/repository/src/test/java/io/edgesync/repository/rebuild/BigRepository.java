package io.edgesync.repository.rebuild;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The history of Fossil itself: 89,456 artifacts. The environment variable {@code FOSSIL_SCM} names the file, {@code .fossil} or
 * {@code .fossil.xz}; else it is looked for beside the project.
 */
public final class BigRepository {

  private static final String PLACE = "shared/data/fossil-scm.fossil.xz";

  private BigRepository() {}

  /**
   * An own copy in {@code directory}; {@code null}, said aloud, where there is none on this machine and nobody insists on it.
   */
  public static @Nullable Path copyInto(Path directory) throws IOException, InterruptedException {
    Path source = find();
    if (source == null) {
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(
            "this test needs the large repository: set FOSSIL_SCM to fossil-scm.fossil or .fossil.xz");
      }
      System.err.println("SKIPPED: the large repository is not here; set FOSSIL_SCM to run this test");
      return null;
    }
    Path copy = directory.resolve("fossil-scm.fossil");
    if (!source.toString().endsWith(".xz")) {
      return Files.copy(source, copy);
    }
    return Files.copy(unpacked(source), copy);
  }

  /** Unpacked once for all tests, who may run in two JVMs at once. */
  private static Path unpacked(Path source) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Path.of("target", "big-repository").toAbsolutePath());
    Path unpacked = directory.resolve("fossil-scm.fossil-" + Files.size(source));
    try (FileChannel lock = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE); FileLock _ = lock.lock()) {
      if (Files.exists(unpacked)) {
        return unpacked;
      }
      Path part = directory.resolve("part");
      Process xz = new ProcessBuilder("xz", "-dc", source.toString()).redirectOutput(part.toFile())
          .redirectError(ProcessBuilder.Redirect.INHERIT).start();
      if (!xz.waitFor(3, TimeUnit.MINUTES) || xz.exitValue() != 0) {
        xz.destroyForcibly();
        throw new AssertionError("xz -dc " + source + " failed");
      }
      return Files.move(part, unpacked, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static @Nullable Path find() {
    String named = System.getenv("FOSSIL_SCM");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      if (Files.exists(up.resolve(PLACE))) {
        return up.resolve(PLACE);
      }
    }
    return null;
  }
}

package io.edgesync.repository.rebuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Process xz = new ProcessBuilder("xz", "-dc", source.toString()).redirectOutput(copy.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (!xz.waitFor(3, TimeUnit.MINUTES) || xz.exitValue() != 0) {
      xz.destroyForcibly();
      throw new AssertionError("xz -dc " + source + " failed");
    }
    return copy;
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

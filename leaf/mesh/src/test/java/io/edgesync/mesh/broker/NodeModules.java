package io.edgesync.mesh.broker;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The scripts of a directory with a {@code package-lock.json}, and beside them, as {@code node_modules}, what that names, installed by
 * {@code npm ci} once for a build. What is missing (Node, npm, Chromium) fails the test that needs it.
 */
public final class NodeModules {
  private static final String LOCK = "package-lock.json";
  private static final long INSTALL_SECONDS = 180;

  private NodeModules() {}

  /**
   * A copy of the directory's files, installed.
   *
   * @param into where it is kept for the next test
   */
  public static Path installed(Path scripts, Path into) throws IOException, InterruptedException {
    Files.createDirectories(into);
    try (FileChannel channel = FileChannel.open(into.resolve("installing"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE); FileLock alone = channel.lock()) {
      boolean there = alone.isValid() && Files.exists(into.resolve("node_modules/.package-lock.json"))
          && Files.exists(into.resolve(LOCK)) && Files.mismatch(scripts.resolve(LOCK), into.resolve(LOCK)) < 0;
      if (!there) {
        Files.copy(scripts.resolve("package.json"), into.resolve("package.json"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(scripts.resolve(LOCK), into.resolve(LOCK), StandardCopyOption.REPLACE_EXISTING);
        install(into);
      }
      try (Stream<Path> files = Files.list(scripts)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return into;
  }

  private static void install(Path directory) throws IOException, InterruptedException {
    Path log = directory.resolve("npm.log");
    Process npm = new ProcessBuilder(program("NPM", "npm"), "ci", "--prefer-offline", "--ignore-scripts", "--no-audit",
        "--no-fund",
        "--loglevel=error").directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile())
        .redirectInput(new File("/dev/null")).start();
    try {
      if (!npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS) || npm.exitValue() != 0) {
        throw new AssertionError("npm ci failed: " + Files.readString(log));
      }
    } finally {
      npm.descendants().forEach(ProcessHandle::destroyForcibly);
      npm.destroyForcibly();
    }
  }

  /** Node itself. */
  public static String node() {
    return program("NODE", "node", "nodejs");
  }

  /** A Chromium that shows nothing. */
  static String chromium() {
    return program("CHROMIUM", "chromium-headless-shell", "chromium");
  }

  private static String program(String variable, String... names) {
    String named = System.getenv(variable);
    if (named != null && !named.isEmpty()) {
      return named;
    }
    List<String> folders = Arrays.asList(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
    return Arrays.stream(names).flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable).findFirst().map(Path::toString).orElseThrow(
            () -> new AssertionError(names[0] + " is needed: install it, or set " + variable));
  }
}

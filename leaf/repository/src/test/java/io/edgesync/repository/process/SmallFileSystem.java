package io.edgesync.repository.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program of ours, in a JVM with this one's class path, on a file system of its own: a small one in memory that only this program and
 * its children see, and that is gone afterwards. Linux only; needs a mount namespace, which an ordinary user gets along with a user namespace
 * where the machine allows that, and root, or who may become root by {@code sudo} without a password, in any case.
 */
public final class SmallFileSystem {

  private static final List<List<String>> WAYS = List.of(List.of("unshare", "-rm"), List.of("unshare", "-m"),
      List.of("sudo", "-n", "unshare", "-m"));
  private static final String MOUNT = "mount -t tmpfs -o size=\"$2\" edgesync \"$1\"";
  private static final String RUN = MOUNT
      + " && cp \"$3\"/* \"$1\" && { test \"$4\" = rw || mount -o remount,ro \"$1\"; }"
      + " && shift 4 && exec \"$@\"";
  private static final long PATIENCE_SECONDS = 180;

  private SmallFileSystem() {}

  /**
   * Runs {@code main} with {@code mountPoint} as its argument and waits for its end.
   *
   * @param mountPoint an existing directory, on which the file system lies for the program
   * @param files      a directory whose files are on it from the beginning
   * @return what the program wrote
   * @throws AssertionError where it did not end well, or where this machine has no way to make a file system
   */
  public static String run(Path mountPoint, int megabytes, Path files, boolean isReadOnly, Class<?> main)
      throws IOException, InterruptedException {
    return run(mountPoint, megabytes + "m", files, isReadOnly, main);
  }

  /** @param size as {@code mount} takes it, other options of a tmpfs may follow: {@code 2m,noexec} */
  public static String run(Path mountPoint, String size, Path files, boolean isReadOnly, Class<?> main)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(way(mountPoint));
    words.addAll(List.of("sh", "-c", RUN, "sh", mountPoint.toString(), size, files.toString(),
        isReadOnly ? "ro" : "rw", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-cp", System.getProperty("java.class.path"), main.getName(),
        mountPoint.toString()));
    Ended ended = start(mountPoint, words);
    if (ended.exitCode() != 0) {
      throw new AssertionError(main.getName() + " ended with " + ended.exitCode() + ":\n" + ended.output());
    }
    return ended.output();
  }

  private static List<String> way(Path mountPoint) throws IOException, InterruptedException {
    StringBuilder failures = new StringBuilder();
    for (List<String> way : WAYS) {
      List<String> words = new ArrayList<>(way);
      words.addAll(List.of("sh", "-c", MOUNT, "sh", mountPoint.toString(), "1m"));
      Ended ended = start(mountPoint, words);
      if (ended.exitCode() == 0) {
        return way;
      }
      failures.append("\n  ").append(String.join(" ", way)).append(": ").append(ended.output().strip());
    }
    throw new AssertionError(
        "This test mounts a tmpfs in a mount namespace, which nothing here allows. Let ordinary users have user"
            + " namespaces (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0), or run"
            + " as root with CAP_SYS_ADMIN (docker run --cap-add SYS_ADMIN --security-opt apparmor=unconfined). Tried:"
            + failures);
  }

  private record Ended(int exitCode, String output) {}

  private static Ended start(Path directory, List<String> words) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory.toAbsolutePath().getParent(), "output", ".txt");
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      int exitCode = ended ? process.exitValue() : process.destroyForcibly().waitFor();
      String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
      return new Ended(exitCode, ended ? text : text + "\nnot done after " + PATIENCE_SECONDS + " s");
    } catch (IOException notThere) {
      return new Ended(-1, String.valueOf(notThere.getMessage()));
    } finally {
      Files.deleteIfExists(output);
    }
  }
}

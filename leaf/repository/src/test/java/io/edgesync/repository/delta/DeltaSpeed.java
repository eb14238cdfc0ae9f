package io.edgesync.repository.delta;

import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Times both encoders, in turn, on one pair: each in a process that reads two files and writes one, less the time of such a run over
 * empty files; and ours also inside this process, where it is warm, as in a daemon. The shortest of several runs counts, which is the
 * one that the rest of the machine disturbed least.
 */
final class DeltaSpeed {

  /** Milliseconds of each, and whether the deltas are the same. */
  record Times(String shape, double stock, double cold, double warm, boolean identical) {

    double coldRatio() {
      return cold / stock;
    }

    double warmRatio() {
      return warm / stock;
    }

    @Override
    public String toString() {
      return "%-30s stock %7.1f ms, ours %7.1f ms cold (ratio %.2f), %7.1f ms warm (ratio %.2f)%s".formatted(shape,
          stock,
          cold, coldRatio(), warm, warmRatio(), identical ? "" : ", DIFFERENT DELTAS");
    }
  }

  /** What is timed. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private final FossilProcess fossil;
  private final Path directory;
  private final int runs;

  DeltaSpeed(Path directory, int runs) {
    this.fossil = FossilProcess.in(directory);
    this.directory = directory;
    this.runs = runs;
  }

  Times measure(LargePair pair) throws Exception {
    Path empty = Files.write(directory.resolve("empty"), new byte[0]);
    Path source = Files.write(directory.resolve("source"), pair.source());
    Path target = Files.write(directory.resolve("target"), pair.target());
    Path stockDelta = directory.resolve("stock-delta");
    Path ourDelta = directory.resolve("our-delta");
    // Warm means compiled: a second of work on this shape before anything counts.
    long begin = System.nanoTime();
    do {
      Delta.create(pair.source(), pair.target());
    } while (System.nanoTime() - begin < 1_000_000_000L);
    double[] best = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    for (int i = 0; i < runs; i++) {
      best[0] = Math.min(best[0], millis(() -> stock(empty, empty, stockDelta)));
      best[1] = Math.min(best[1], millis(() -> stock(source, target, stockDelta)));
      best[2] = Math.min(best[2], millis(() -> ours(empty, empty, ourDelta)));
      best[3] = Math.min(best[3], millis(() -> ours(source, target, ourDelta)));
      best[4] = Math.min(best[4], millis(() -> DeltaProgram
          .main(new String[]{source.toString(), target.toString(), ourDelta.toString()})));
    }
    boolean identical = Arrays.equals(Files.readAllBytes(stockDelta), Files.readAllBytes(ourDelta));
    if (!Arrays.equals(Delta.apply(pair.source(), Files.readAllBytes(ourDelta)), pair.target())) {
      throw new AssertionError(pair.shape() + ": our delta gives something else");
    }
    return new Times(pair.shape(), best[1] - best[0], best[3] - best[2], best[4], identical);
  }

  private void stock(Path source, Path target, Path delta) {
    fossil.ok(directory, "test-delta-create", source.toString(), target.toString(), delta.toString());
  }

  private void ours(Path source, Path target, Path delta) throws IOException, InterruptedException {
    String classes = String.join(File.pathSeparator, place(DeltaProgram.class), place(Delta.class));
    Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m", "-XX:+UseSerialGC", "-Xshare:auto", "-cp", classes, DeltaProgram.class.getName(), source.toString(),
        target.toString(), delta.toString())).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new AssertionError("our program ended with " + process.exitValue());
    }
  }

  private static String place(Class<?> of) {
    return Path.of(URI.create(of.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
  }

  private static double millis(Work work) throws Exception {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e6;
  }
}

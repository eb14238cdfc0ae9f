package io.edgesync.repository.delta;

import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Makes the delta of each pair by both programs and applies each by the other one. */
final class DeltaCheck {

  private final FossilProcess fossil;
  private final Path directory;
  private final Path source;
  private final Path target;
  private final Path delta;

  private int pairs;
  private int identical;
  private long targetBytes;
  private long ourBytes;
  private long stockBytes;

  DeltaCheck(Path directory) {
    this.fossil = FossilProcess.in(directory);
    this.directory = directory;
    this.source = directory.resolve("source");
    this.target = directory.resolve("target");
    this.delta = directory.resolve("delta");
  }

  int pairs() {
    return pairs;
  }

  int identical() {
    return identical;
  }

  /** Our bytes for each of stock's. */
  double ratio() {
    return (double) ourBytes / stockBytes;
  }

  /** @throws AssertionError when a delta does not give its target on the other side */
  void check(byte[] before, byte[] after) throws IOException, DeltaException {
    byte[] ours = Delta.create(before, after);
    Files.write(source, before);
    Files.write(target, after);
    fossil.ok(directory, "test-delta-create", source.toString(), target.toString(), delta.toString());
    byte[] stock = Files.readAllBytes(delta);
    if (!Arrays.equals(Delta.apply(before, stock, after.length), after)) {
      throw new AssertionError("pair " + pairs + ": stock's delta, applied by us, gives something else");
    }
    Files.write(delta, ours);
    fossil.ok(directory, "test-delta-apply", source.toString(), delta.toString(), target.toString());
    if (!Arrays.equals(Files.readAllBytes(target), after)) {
      throw new AssertionError("pair " + pairs + ": our delta, applied by stock, gives something else");
    }
    pairs++;
    identical += Arrays.equals(ours, stock) ? 1 : 0;
    targetBytes += after.length;
    ourBytes += ours.length;
    stockBytes += stock.length;
  }

  @Override
  public String toString() {
    return "%d pairs, %,d bytes: our deltas %,d bytes, stock's %,d, ratio %.4f, %d identical".formatted(pairs,
        targetBytes,
        ourBytes, stockBytes, ratio(), identical);
  }
}

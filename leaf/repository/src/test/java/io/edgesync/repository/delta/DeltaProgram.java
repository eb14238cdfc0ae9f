package io.edgesync.repository.delta;

import io.edgesync.xfer.delta.Delta;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code SOURCE TARGET DELTA}: what {@code fossil test-delta-create} does, in a process of its own so that both start cold. */
final class DeltaProgram {

  private DeltaProgram() {}

  public static void main(String[] files) throws Exception {
    byte[] delta = Delta.create(Files.readAllBytes(Path.of(files[0])), Files.readAllBytes(Path.of(files[1])));
    Files.write(Path.of(files[2]), delta);
  }
}

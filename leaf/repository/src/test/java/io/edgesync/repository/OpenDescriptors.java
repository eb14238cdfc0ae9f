package io.edgesync.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process holds open, as the kernel tells it. */
public final class OpenDescriptors {

  private OpenDescriptors() {}

  /** How many descriptors there are on {@code file} and on what is named after it: its journal, its log. */
  public static long on(Path file) throws IOException {
    String name = file.toRealPath().toString();
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(descriptor -> {
        try {
          return Files.readSymbolicLink(descriptor).toString().startsWith(name);
        } catch (IOException closedMeanwhile) {
          return false;
        }
      }).count();
    }
  }
}

package io.edgesync.mesh.broker;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * File descriptors, and what needs some at a moment when connections may have taken them all: an event loop that cannot load a class is
 * gone for good.
 */
final class Descriptors {
  private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);
  /** Left to the rest of the process. */
  private static final long RESERVED = 64;
  private static final String SUFFIX = ".class";

  private Descriptors() {}

  /** How many this process may have; very many where that cannot be known. */
  static long max() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /** How many connections may have. */
  static long spare() {
    long open = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
    long free = Math.max(1, max() - open);
    return free - Math.min(RESERVED, free / 4);
  }

  /**
   * Opens every archive of the class path, of which classes then come without another descriptor, and loads the classes of this module
   * where they are files.
   */
  static void preload() {
    ClassLoader loader = Descriptors.class.getClassLoader();
    loader.getResource("io/edgesync/mesh/nothing");
    CodeSource source = Descriptors.class.getProtectionDomain().getCodeSource();
    try {
      Path root = Path.of(source.getLocation().toURI());
      if (Files.isDirectory(root)) {
        for (String name : classesUnder(root)) {
          Class.forName(name, false, loader);
        }
      }
    } catch (IOException | UncheckedIOException | URISyntaxException | ClassNotFoundException | LinkageError e) {
      LOG.warn("not all classes are loaded beforehand cause={}", e.toString());
    }
  }

  private static List<String> classesUnder(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("io/edgesync/mesh"))) {
      return files.map(file -> root.relativize(file).toString()).filter(name -> name.endsWith(SUFFIX)
          && !name.endsWith("-info" + SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()).replace('/', '.')).toList();
    }
  }
}

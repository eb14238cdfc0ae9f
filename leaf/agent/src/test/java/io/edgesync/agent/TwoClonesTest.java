package io.edgesync.agent;

import io.edgesync.xfer.testing.FossilProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two clones of one project that stock Fossil made, for daemons to keep converged. */
abstract class TwoClonesTest {

  @TempDir
  Path temp;
  FossilProcess fossil;
  StockCheckout alice;
  Path bob;

  @BeforeEach
  void twoClonesOfOneProject() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(temp.resolve("home")));
    alice = StockCheckout.init(fossil, temp, "alice");
    bob = alice.cloneTo(temp.resolve("bob.fossil"));
  }

  DaemonOptions options(String name, Path... repositories) {
    return DaemonOptions.of(List.of(repositories), temp.resolve("state-" + name));
  }

  /** Neither beacons nor polling. */
  DaemonOptions quiet(String name, Path repository) {
    return options(name, repository).withIntervals(Duration.ZERO, Duration.ZERO);
  }

  void awaitHeld(Path file, String commit) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200))
        .until(() -> alice.holds(file, commit));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

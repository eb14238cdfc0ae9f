package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.control.ControlClient;
import io.edgesync.agent.status.RepositoryState;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons as processes, each with the documented heap and nothing more. */
@Timeout(400)
class DocumentedHeapTest {

  @TempDir
  Path temp;

  @Test
  void theLargestArtifactOfTheDocumentedHeapCrossesAndALargerOneIsRefusedByName() throws Exception {
    FossilProcess fossil = FossilProcess.in(Files.createDirectories(temp.resolve("home")));
    StockCheckout alice = StockCheckout.init(fossil, temp, "alice");
    Path bob = alice.cloneTo(temp.resolve("bob.fossil"));
    int largest = (int) DaemonLimits.DEFAULT.artifactBytesMax();
    try (
        DaemonProcess first = DaemonProcess.start(DaemonLimits.HEAP_MEBIBYTES, alice.repository(), temp.resolve("a"),
            null);
        DaemonProcess second = DaemonProcess.start(DaemonLimits.HEAP_MEBIBYTES, bob, temp.resolve("b"),
            first.leafUrl())) {
      String forty = alice.commit("forty.bin", noise(40 << 20));
      awaitHeld(alice, bob, forty);
      String most = alice.commit("most.bin", noise(largest));
      awaitHeld(alice, bob, most);
      Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(500))
          .until(() -> alice.names(bob).equals(alice.names(alice.repository())));

      alice.commit("more.bin", noise(largest + 1));
      String tooLarge = alice.sql(alice.repository(), "SELECT uuid FROM blob WHERE size=" + (largest + 1));
      for (String state : new String[]{"a", "b"}) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(500))
            .until(() -> repository(state).blocked().stream().anyMatch(blocked -> blocked.name().equals(tooLarge)));
      }
      String small = alice.commit("small.txt", "still alive\n".getBytes(StandardCharsets.UTF_8));
      awaitHeld(alice, bob, small);
      assertThat(first.isAlive()).isTrue();
      assertThat(second.isAlive()).isTrue();
    }
  }

  private RepositoryState repository(String state) throws AgentException {
    try (ControlClient daemon = ControlClient.connect(temp.resolve(state))) {
      return daemon.status().repositories().getFirst();
    }
  }

  private static void awaitHeld(StockCheckout checkout, Path file, String commit) {
    Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(500))
        .until(() -> checkout.holds(file, commit));
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}

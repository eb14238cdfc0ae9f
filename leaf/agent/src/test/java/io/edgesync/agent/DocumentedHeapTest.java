package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.control.ControlClient;
import io.edgesync.agent.status.RepositoryState;
import io.edgesync.xfer.testing.FossilProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void fourLargePushesAtOnceAreTakenOneAfterTheOther() throws Exception {
    FossilProcess fossil = FossilProcess.in(Files.createDirectories(temp.resolve("home")));
    StockCheckout alice = StockCheckout.init(fossil, temp, "alice");
    fossil.ok(temp, "user", "capabilities", "nobody", "oiz", "-R", alice.repository().toString());
    String project = alice.sql(alice.repository(), "SELECT value FROM config WHERE name='project-code'");
    byte[] noise = noise(50 << 20);
    // Compressed it is more than half as large; noise to the end would only take longer.
    Arrays.fill(noise, 27 << 20, noise.length, (byte) 0);
    try (
        DaemonProcess daemon = DaemonProcess.start(DaemonLimits.HEAP_MEBIBYTES, alice.repository(), temp.resolve("a"),
            null);
        HttpClient client = HttpClient.newHttpClient()) {
      List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
      for (String first : List.of("1", "2", "3", "4")) {
        replies.add(client.sendAsync(push(daemon, project, first, noise), HttpResponse.BodyHandlers.ofString()));
      }
      int taken = 0;
      for (CompletableFuture<HttpResponse<String>> reply : replies) {
        HttpResponse<String> response = reply.get();
        // On a machine where one takes very long the last ones are asked to come again.
        assertThat(response.statusCode()).isIn(200, 503);
        if (response.statusCode() == 200) {
          assertThat(response.body()).doesNotContain("error ");
          taken++;
        } else {
          assertThat(response.headers().firstValue("Retry-After")).isPresent();
        }
      }
      assertThat(taken).isPositive();
      assertThat(alice.sql(alice.repository(), "SELECT count(*) FROM blob WHERE size=" + (noise.length + 1)))
          .isEqualTo(Integer.toString(taken));
      assertThat(daemon.isAlive()).isTrue();
    }
  }

  /** What one process sends to have an artifact stored: {@code noise} behind one character. */
  private static HttpRequest push(DaemonProcess daemon, String project, String first, byte[] noise) throws Exception {
    byte[] begin = first.getBytes(StandardCharsets.US_ASCII);
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    sha1.update(begin);
    String name = HexFormat.of().formatHex(sha1.digest(noise));
    String cards = "push s " + project + "\nfile " + name + " " + (noise.length + 1) + "\n" + first;
    return HttpRequest.newBuilder(daemon.httpUrl()).header("Content-Type", "application/x-fossil-uncompressed")
        .POST(HttpRequest.BodyPublishers.concat(HttpRequest.BodyPublishers.ofString(cards),
            HttpRequest.BodyPublishers.ofByteArray(noise)))
        .build();
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

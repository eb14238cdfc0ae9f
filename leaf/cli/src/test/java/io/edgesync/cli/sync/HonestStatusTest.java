package io.edgesync.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonLimits;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.agent.configuration.Bandwidth;
import io.edgesync.agent.configuration.RepositoryFile;
import io.edgesync.agent.configuration.RepositorySettings;
import io.edgesync.cli.Run;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code edgesync status} says of two real daemons while things go well and badly between them. */
@Timeout(300)
class HonestStatusTest {

  @TempDir
  private Path temp = Path.of("");
  private FossilProcess fossil = FossilProcess.in(temp);
  private Path alice = temp;
  private Path bob = temp;
  private Path work = temp;

  @BeforeEach
  void twoClonesOfOneProject() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(temp.resolve("home")));
    alice = fossil.init(temp.resolve("alice.fossil"), "secret");
    bob = temp.resolve("bob.fossil");
    fossil.ok(temp, "clone", alice.toString(), bob.toString());
    work = Files.createDirectories(temp.resolve("work"));
    fossil.ok(work, "open", alice.toString());
    fossil.ok(work, "settings", "autosync", "off");
    fossil.ok(temp, "user", "capabilities", "nobody", "jr", "-R", alice.toString());
  }

  private void commit(String name, byte[] content) throws Exception {
    Files.write(work.resolve(name), content);
    fossil.ok(work, "add", name, "--force");
    fossil.ok(work, "commit", "-m", "change " + name, "--no-warnings", "--user-override", FossilProcess.USER);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private DaemonOptions options(String name, RepositorySettings settings, Path file) {
    return DaemonOptions
        .of(List.of(new RepositoryFile(file, settings)), List.of(), temp.resolve("state-" + name))
        .withIntervals(Duration.ofSeconds(2), Duration.ofMillis(500));
  }

  private String text(String name) {
    Run run = Run.in(temp, "status", "--state-dir", "state-" + name);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }

  /** Its only peer. */
  private JsonObject peer(String name) {
    Run run = Run.in(temp, "status", "--json", "--state-dir", "state-" + name);
    assertThat(run.code()).as(run.err()).isZero();
    try {
      return JsonParser.object().from(run.out()).getArray("repositories").getObject(0).getArray("peers").getObject(0);
    } catch (JsonParserException e) {
      throw new AssertionError(run.out(), e);
    }
  }

  private JsonObject awaitPeer(String name, Predicate<JsonObject> wanted) {
    return await().ignoreExceptions().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(100))
        .until(() -> peer(name), wanted);
  }

  private JsonObject awaitStanding(String name, String standing) {
    return awaitPeer(name, peer -> peer.getString("standing").equals(standing));
  }

  @Test
  void eachThingThatGoesWellOrBadlyIsSaidInTextAndJson() throws Exception {
    Instant begin = Instant.now();
    RepositorySettings slow = RepositorySettings.STANDARD.withBandwidth(new Bandwidth(0, 16 << 10));
    Daemon first = Daemon.start(options("a", RepositorySettings.STANDARD, alice));
    try (Daemon second = Daemon.start(options("b", slow, bob)
        .withLimits(DaemonLimits.DEFAULT.withArtifactBytesMax(1 << 20))
        .withUpstreams(List.of("nats-leaf://127.0.0.1:" + first.ready().leafnode().getPort())))) {
      String node = first.ready().node();
      JsonObject equal = awaitStanding("b", "in sync");
      assertThat(Instant.parse(equal.getString("asOf"))).isBetween(begin, Instant.now());
      assertThat(equal.getString("lastSuccess")).isEmpty();
      assertThat(equal.getObject("last").getString("outcome")).isEqualTo("never tried");
      assertThat(text("b")).contains("  in sync at 20", "  " + node + "\n", "last success never, bytes in 0, out 0\n")
          .doesNotContain("last session");

      commit("denied.txt", noise(1000));
      JsonObject denied = awaitPeer("b",
          peer -> peer.getString("standing").equals("denied") && peer.getInt("behind") == 2);
      assertThat(denied.getString("lastSuccess")).isEmpty();
      assertThat(denied.getObject("last").getString("error")).contains("not authorized to read");
      assertThat(text("b")).contains("  denied at 20", ", behind by 2 artifacts", "last success never,",
          "last session denied 20", "not authorized to read").doesNotContain("in sync");

      fossil.ok(temp, "user", "capabilities", "nobody", "gjorz", "-R", alice.toString());
      JsonObject again = awaitPeer("b", peer -> peer.getString("standing").equals("in sync")
          && peer.getObject("last").getString("outcome").equals("ok"));
      assertThat(again.getInt("behind")).isZero();
      assertThat(Instant.parse(again.getString("lastSuccess"))).isBetween(begin, Instant.now());
      assertThat(again.getLong("bytesIn")).isPositive();
      assertThat(text("b")).contains("  in sync at 20", "last success 20", "last session ok 20")
          .doesNotContain("behind", "denied");

      // The first uses up what may be received for some seconds, and the second waits.
      commit("large.bin", noise(160_000));
      commit("waits.txt", noise(1000));
      JsonObject behind = awaitStanding("b", "behind");
      assertThat(behind.getInt("behind")).isPositive();
      assertThat(text("b")).contains("  behind by ", " artifact").doesNotContain("in sync");
      JsonObject caughtUp = awaitStanding("b", "in sync");
      assertThat(caughtUp.getLong("bytesIn")).isGreaterThan(160_000);

      commit("too-large.bin", noise(2 << 20));
      JsonObject blocked = awaitPeer("b",
          peer -> peer.getString("standing").equals("blocked") && peer.getInt("behind") == 1);
      JsonObject artifact = blocked.getArray("blocked").getObject(0);
      assertThat(artifact.getString("why")).contains("2097152", "1048576");
      assertThat(text("b")).contains("  blocked at 20", ", behind by 1 artifact",
          "blocked " + artifact.getString("name")).doesNotContain("in sync");

      Instant before = Instant.now();
      first.close();
      JsonObject gone = awaitStanding("b", "gone");
      assertThat(Instant.parse(gone.getString("asOf"))).isBetween(before.minusMillis(1), Instant.now());
      assertThat(text("b")).contains("  gone since 20").doesNotContain("in sync");
      assertThat(second.status().repositories().getFirst().peers()).hasSize(1);
    } finally {
      first.close();
    }
  }
}

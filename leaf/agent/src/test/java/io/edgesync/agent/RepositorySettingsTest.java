package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.agent.configuration.Bandwidth;
import io.edgesync.agent.configuration.RepositoryFile;
import io.edgesync.agent.configuration.RepositorySettings;
import io.edgesync.agent.configuration.UpstreamSettings;
import io.edgesync.agent.status.PeerState;
import io.edgesync.agent.status.SessionState;
import io.edgesync.sync.session.Direction;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the settings of a repository do, between real daemons and with a stock repository upstream. */
@Timeout(240)
class RepositorySettingsTest extends TwoClonesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @BeforeEach
  void whoeverAsksMayPushHere() {
    fossil.ok(temp, "user", "capabilities", "nobody", "gioxy", "-R", alice.repository().toString());
    fossil.ok(temp, "user", "capabilities", "nobody", "gioxy", "-R", bob.toString());
  }

  private DaemonOptions with(String name, Path file, RepositorySettings settings) {
    return options(name).withRepositories(List.of(new RepositoryFile(file, settings)), List.of());
  }

  @Override
  DaemonOptions options(String name, Path... repositories) {
    return repositories.length == 0 ? super.options(name, bob) : super.options(name, repositories);
  }

  private static List<String> linkTo(Daemon daemon) {
    return List.of("nats-leaf://127.0.0.1:" + daemon.ready().leafnode().getPort());
  }

  private static PeerState peer(Daemon daemon, String name) {
    return daemon.status().repositories().getFirst().peers().stream().filter(each -> each.peer().equals(name))
        .findFirst().orElseThrow();
  }

  @Test
  void aRepositoryThatOnlyPullsGivesNothingAwayAndOneThatOnlyPushesTakesNothing() throws Exception {
    StockCheckout onBob = StockCheckout.of(fossil, bob, temp, "bob");
    fossil.ok(temp, "user", "password", FossilProcess.USER, "secret", "-R", bob.toString());
    DaemonLogin login = new DaemonLogin(FossilProcess.USER, "secret");
    try (Daemon first = Daemon.start(options("a", alice.repository()).withLogin(login));
        Daemon second = Daemon.start(with("b", bob, RepositorySettings.STANDARD.withDirection(Direction.PULL))
            .withUpstreams(linkTo(first)))) {
      String there = alice.commit("there.txt", bytes("there\n"));
      awaitHeld(bob, there);
      fossil.ok(temp.resolve("bob-work"), "update");
      String kept = onBob.commit("kept.txt", bytes("stays\n"));
      await().ignoreExceptions().atMost(PATIENCE).untilAsserted(() -> {
        first.syncNow();
        assertThat(peer(first, second.ready().node()).last().outcome()).isEqualTo(SessionState.Outcome.DENIED);
      });
      assertThat(peer(first, second.ready().node()).last().error()).contains("not authorized to read");
      assertThat(alice.holds(alice.repository(), kept)).isFalse();

      second.reload(with("b", bob, RepositorySettings.STANDARD.withDirection(Direction.PUSH))
          .withUpstreams(linkTo(first)));
      awaitHeld(alice.repository(), kept);
      fossil.ok(temp.resolve("alice-work"), "update");
      String refused = alice.commit("refused.txt", bytes("not taken\n"));
      await().ignoreExceptions().atMost(PATIENCE).untilAsserted(() -> {
        first.syncNow();
        second.syncNow();
        assertThat(peer(first, second.ready().node()).last().outcome()).isEqualTo(SessionState.Outcome.OK);
      });
      assertThat(alice.holds(bob, refused)).isFalse();

      second.reload(with("b", bob, RepositorySettings.STANDARD).withUpstreams(linkTo(first)));
      awaitHeld(bob, refused);
    }
  }

  @Test
  void unversionedAndPrivateContentIsKeptEqualWhereBothAreSet() throws Exception {
    RepositorySettings whole = RepositorySettings.STANDARD.withUnversioned(true).withPrivate(true);
    // Unversioned files are announced to nobody: a beacon tells of them.
    Duration beacon = Duration.ofSeconds(1);
    try (Daemon first = Daemon.start(with("a", alice.repository(), whole).withIntervals(beacon, beacon));
        Daemon _ = Daemon
            .start(with("b", bob, whole).withIntervals(beacon, beacon).withUpstreams(linkTo(first)))) {
      Path note = Files.writeString(temp.resolve("note.txt"), "unversioned\n");
      fossil.ok(temp, "uv", "add", note.toString(), "--as", "note.txt", "--mtime", "2024-01-01 12:00:00", "-R",
          alice.repository().toString());
      await().atMost(PATIENCE).until(() -> alice.sql(bob, "SELECT count(*) FROM unversioned WHERE name='note.txt'")
          .equals("1"));
      fossil.ok(temp, "uv", "rm", "note.txt", "-R", bob.toString());
      await().atMost(PATIENCE).until(() -> alice
          .sql(alice.repository(), "SELECT count(*) FROM unversioned WHERE hash IS NULL").equals("1"));

      Files.writeString(temp.resolve("alice-work").resolve("secret.txt"), "private\n");
      fossil.ok(temp.resolve("alice-work"), "add", "secret.txt");
      fossil.ok(temp.resolve("alice-work"), "commit", "-m", "private", "--private", "--no-warnings");
      String count = alice.sql(alice.repository(), "SELECT count(*) FROM private");
      assertThat(count).isNotEqualTo("0");
      await().atMost(PATIENCE).until(() -> alice.sql(bob, "SELECT count(*) FROM private").equals(count));
    }
    assertThat(fossil.ok(temp, "test-integrity", "-R", bob.toString())).contains("0 errors");
  }

  @Test
  void whatIsDeniedOfPushingAndOfPrivateContentAreTwoNotes() throws Exception {
    String hub = alice.repository().toString();
    fossil.ok(temp, "user", "new", "rita", "", "lion", "-R", hub);
    fossil.ok(temp, "user", "capabilities", "rita", "o", "-R", hub);
    fossil.ok(temp, "user", "capabilities", "nobody", "", "-R", hub);
    fossil.ok(temp, "user", "capabilities", "nobody", "", "-R", bob.toString());
    StockCheckout.of(fossil, bob, temp, "bob").commit("kept.txt", bytes("stays\n"));
    try (Daemon first = Daemon.start(options("a", alice.repository()));
        Daemon second = Daemon.start(with("b", bob, RepositorySettings.STANDARD.withPrivate(true))
            .withLogin(new DaemonLogin("rita", "lion")).withUpstreams(linkTo(first)))) {
      await().ignoreExceptions().atMost(PATIENCE).untilAsserted(() -> {
        second.syncNow();
        assertThat(peer(second, first.ready().node()).notes()).containsExactlyInAnyOrder(
            "push denied: not authorized to write", "private denied: not authorized to sync private content");
      });
    }
  }

  private static byte[] noise(int size) {
    byte[] noise = new byte[size];
    new Random(size).nextBytes(noise);
    return noise;
  }

  @Test
  void whatIsSentSlowlyHoldsUpNothingThatComes() throws Exception {
    StockCheckout onBob = StockCheckout.of(fossil, bob, temp, "bob");
    RepositorySettings slowUp = RepositorySettings.STANDARD.withBandwidth(new Bandwidth(2 << 10, 0));
    try (Daemon first = Daemon.start(options("a", alice.repository()));
        Daemon second = Daemon.start(with("b", bob, slowUp).withUpstreams(linkTo(first)))) {
      onBob.commit("slow.bin", noise(1 << 20));
      await().ignoreExceptions().atMost(PATIENCE)
          .until(() -> peer(first, second.ready().node()).behind() > 0);
      alice.tryCommit("quick.txt", "quick\n");
      awaitHeld(bob, alice.tip(alice.repository()));

      assertThat(alice.sql(alice.repository(), "SELECT count(*) FROM blob WHERE size=" + (1 << 20))).isEqualTo("0");
      assertThat(peer(first, second.ready().node()).last().outcome()).isNotEqualTo(SessionState.Outcome.FAILED);
    }
  }

  @Test
  void newCommitsDoNotWaitForALongHistoryOfTheSameNode() throws Exception {
    fossil.ok(temp, "user", "capabilities", "nobody", "o", "-R", bob.toString());
    RepositorySettings slowDown = RepositorySettings.STANDARD.withBandwidth(new Bandwidth(0, 64 << 10));
    String slow = alice.commit("slow.bin", noise(4 << 20));
    try (Daemon first = Daemon.start(options("a", alice.repository()));
        Daemon second = Daemon.start(with("b", bob, slowDown).withUpstreams(linkTo(first)))) {
      await().ignoreExceptions().atMost(PATIENCE).until(() -> peer(second, first.ready().node()).syncing());
      for (String text : List.of("quick\n", "quicker\n")) {
        awaitHeld(bob, alice.commit("quick.txt", bytes(text)));
      }

      assertThat(alice.holds(bob, slow)).isFalse();
      assertThat(peer(second, first.ready().node()).syncing()).isTrue();
    }
  }

  @Test
  void whatComesSlowlyComesFromOnePeerAlone() throws Exception {
    int size = 512 << 10;
    Path carol = alice.cloneTo(temp.resolve("carol.fossil"));
    fossil.ok(temp, "user", "capabilities", "nobody", "gioxy", "-R", carol.toString());
    RepositorySettings slowDown = RepositorySettings.STANDARD.withBandwidth(new Bandwidth(0, 64 << 10));
    try (Daemon first = Daemon.start(options("a", alice.repository()));
        Daemon third = Daemon.start(options("c", carol).withUpstreams(linkTo(first)))) {
      String commit = alice.commit("slow.bin", noise(size));
      awaitHeld(carol, commit);
      try (Daemon second = Daemon.start(with("b", bob, slowDown).withUpstreams(linkTo(first)))) {
        awaitHeld(bob, commit);
        await().atMost(PATIENCE).until(() -> second.status().repositories().getFirst().peers().stream()
            .noneMatch(PeerState::syncing));

        List<PeerState> peers = second.status().repositories().getFirst().peers();
        assertThat(peers).extracting(PeerState::peer).contains(first.ready().node(), third.ready().node());
        assertThat(peers.stream().mapToLong(PeerState::bytesIn).sum()).isBetween((long) size, size * 3L / 2);
      }
    }
  }

  @Test
  void anUpstreamIsSynchronisedOnItsScheduleAndShownInTheStatus() throws Exception {
    try (Daemon server = Daemon.start(options("a", alice.repository()).withHttpListen(DaemonOptions.loopback(0)))) {
      String url = "http://127.0.0.1:" + Objects.requireNonNull(server.ready().http()).getPort() + "/";
      UpstreamSettings upstream = new UpstreamSettings(url, new DaemonLogin(FossilProcess.USER, "secret"),
          Duration.ofSeconds(1));
      UpstreamSettings nobody = new UpstreamSettings("http://127.0.0.1:1/", null, Duration.ofSeconds(1));
      RepositorySettings settings = RepositorySettings.STANDARD.withUpstreams(List.of(upstream, nobody))
          .withBandwidth(new Bandwidth(1 << 20, 1 << 20));
      try (Daemon daemon = Daemon.start(with("b", bob, settings))) {
        String down = alice.commit("down.txt", bytes("down\n"));
        awaitHeld(bob, down);
        StockCheckout onBob = StockCheckout.of(fossil, bob, temp, "bob");
        String up = onBob.commit("up.txt", bytes("up\n"));
        awaitHeld(alice.repository(), up);
        await().ignoreExceptions().atMost(PATIENCE).untilAsserted(() -> {
          assertThat(peer(daemon, url).last().outcome()).isEqualTo(SessionState.Outcome.OK);
          assertThat(peer(daemon, nobody.url()).last().outcome()).isEqualTo(SessionState.Outcome.FAILED);
        });
        assertThat(peer(daemon, nobody.url()).last().error()).contains("cannot connect");
      }
    }
  }
}

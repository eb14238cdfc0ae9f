package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.SyncClock;
import io.edgesync.sync.memory.MemoryArtifactStore;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncOutcome.Result;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.testing.Peer;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our sessions with {@code fossil server}. */
class StockServerTest {

  private static final PasswordLogin LOGIN = new PasswordLogin(FossilProcess.USER, StockRepository.PASSWORD);

  @TempDir
  Path directory;

  private FossilProcess fossil;
  private StockRepository stock;
  private MemoryArtifactStore store;

  @BeforeEach
  void setUp() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    stock = StockRepository.create(fossil, directory, "stock").withCommits(5, 1);
    store = new MemoryArtifactStore(new ProjectCode(stock.projectCode()), "1".repeat(40), 1 << 26);
  }

  @Test
  void aPullBringsEveryArtifact() throws Exception {
    SyncOutcome outcome = session(Direction.PULL, null);

    assertThat(outcome.result()).isInstanceOf(Result.Completed.class);
    assertThat(names()).isEqualTo(stock.names());
  }

  @Test
  void aPullGoesThroughClusters() throws Exception {
    stock.withCommits(40, 2);

    SyncOutcome outcome = session(Direction.PULL, null);

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(names()).hasSizeGreaterThan(150).isEqualTo(stock.names());
  }

  @Test
  void aPushWithALoginArrivesAndSurvivesARebuild() throws Exception {
    session(Direction.PULL, null);
    Random random = new Random(5);
    for (int i = 0; i < 700; i++) {
      byte[] content = new byte[random.nextInt(3000)];
      random.nextBytes(content);
      store.commit(content);
    }

    SyncOutcome outcome = session(Direction.SYNC, LOGIN);

    assertThat(outcome.result()).isInstanceOf(Result.Completed.class);
    assertThat(stock.names()).containsAll(names());
    Set<String> before = stock.names();
    fossil.ok(directory, "rebuild", stock.file().toString());
    assertThat(stock.names()).isEqualTo(before);
  }

  @Test
  void aSyncThatTriesRangesIsOneRoundWhereTheServerNamesAllThatWeHoldAndOffersTheRestElse() throws Exception {
    session(Direction.PULL, null);

    assertThat(session(Direction.SYNC, LOGIN).traffic()).matches(
        traffic -> traffic.rounds() == 1 && traffic.received() + traffic.sent() == 0);

    store.commit("sent at once".getBytes(StandardCharsets.UTF_8));
    assertThat(session(Direction.SYNC, LOGIN).traffic().rounds()).isEqualTo(1);

    // What is not known to be unsent is found by a list only.
    store.commit("offered".getBytes(StandardCharsets.UTF_8));
    store.clearUnsent(store.unsent());
    assertThat(session(Direction.SYNC, LOGIN).traffic().sent()).isEqualTo(1);
    assertThat(stock.names()).isEqualTo(names());
  }

  @Test
  void whatTheServerLacksAndAsksForEachTimeIsLookedForOnce() throws Exception {
    session(Direction.PULL, null);
    fossil.ok(directory, "sql", "-R", stock.file().toString(), "INSERT INTO blob(rcvid, size, uuid) VALUES(0, -1, '"
        + "ab".repeat(20) + "'); INSERT INTO phantom SELECT max(rid) FROM blob");
    Hash ours = store.commit("ours".getBytes(StandardCharsets.UTF_8));

    SyncOutcome outcome = session(Direction.SYNC, LOGIN);

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(outcome.traffic().rounds()).isLessThanOrEqualTo(3);
    assertThat(stock.names()).contains(ours.hex());
  }

  @Test
  void aPushWithoutALoginIsDenied() throws Exception {
    store.commit("ours".getBytes(StandardCharsets.UTF_8));

    SyncOutcome outcome = session(Direction.PUSH, null);

    assertThat(outcome.result()).isEqualTo(new Result.Denied("not authorized to write"));
    assertThat(store.unsent()).hasSize(1);
  }

  @Test
  void aSyncWithoutTheRightToPushPullsAndIsDenied() throws Exception {
    store.commit("ours".getBytes(StandardCharsets.UTF_8));

    SyncOutcome outcome = session(Direction.SYNC, null);

    assertThat(outcome.result()).isInstanceOf(Result.Denied.class);
    assertThat(names()).containsAll(stock.names());
  }

  @Test
  void aWrongPasswordIsDenied() throws Exception {
    SyncOutcome outcome = session(Direction.PULL, new PasswordLogin(FossilProcess.USER, "wrong"));

    assertThat(outcome.result()).isEqualTo(new Result.Denied("login failed"));
  }

  @Test
  void anotherProjectIsDenied() throws Exception {
    store = new MemoryArtifactStore(Peer.PROJECT, "1".repeat(40), 1 << 26);

    assertThat(session(Direction.PULL, null).result()).isEqualTo(new Result.Denied("wrong project"));
  }

  @Test
  void withoutTheRightToReadNothingComes() throws Exception {
    stock.capabilities("nobody", "");

    assertThat(session(Direction.PULL, null).result()).isEqualTo(new Result.Denied("not authorized to read"));
    assertThat(session(Direction.PULL, LOGIN).isSuccess()).isTrue();
    assertThat(names()).isEqualTo(stock.names());
  }

  private SyncOutcome session(Direction direction, @Nullable LoginSigner login) throws InterruptedException {
    try (FossilProcess.Server server = fossil.serve(stock.file());
        HttpTransport transport = new HttpTransport(server.url(), HttpOptions.of(new MemoryBudget(256 << 20)))) {
      return new SyncSession(store, transport, SyncRequest.of(direction, login).tryingRanges(), SessionLimits.DEFAULT,
          SyncClock.SYSTEM, new Random(), SyncListener.SILENT).run();
    }
  }

  private Set<String> names() {
    return Peer.names(store).stream().map(Hash::hex).collect(Collectors.toCollection(java.util.TreeSet::new));
  }
}

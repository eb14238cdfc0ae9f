package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.memory.MemoryArtifactStore;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.testing.JdkFront;
import io.edgesync.sync.testing.Peer;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.login.LoginVerification;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stock client with our answers, over the smallest HTTP server there is. */
class StockClientTest {

  @TempDir
  Path directory;

  private final MemoryBudget budget = new MemoryBudget(256 << 20);
  private FossilProcess fossil;
  private StockRepository stock;
  private MemoryArtifactStore store;
  private String nobody = "go";

  @BeforeEach
  void setUp() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    stock = StockRepository.create(fossil, directory, "stock").withCommits(35, 1);
    store = new MemoryArtifactStore(new ProjectCode(stock.projectCode()), "1".repeat(40), 1 << 26);
    try (FossilProcess.Server server = fossil.serve(stock.file());
        HttpTransport transport = new HttpTransport(server.url(), HttpOptions.of(budget))) {
      assertThat(new SyncSession(store, transport, SyncRequest.of(Direction.PULL, null), SessionLimits.DEFAULT,
          SyncClock.SYSTEM, new Random(), SyncListener.SILENT).run().isSuccess()).isTrue();
    }
  }

  @Test
  void aStockCloneHasEverything() {
    try (JdkFront front = front()) {
      fossil.ok(directory, "clone", front.url().toString(), "copy.fossil");
    }

    Path copy = directory.resolve("copy.fossil");
    assertThat(StockRepository.names(fossil, copy)).isEqualTo(names());
    assertThat(fossil.ok(directory, "test-integrity", "-R", copy.toString())).contains("0 errors");
  }

  @Test
  void aStockCommitIsPushedWithALoginAndAStockPullBringsOurs() {
    try (JdkFront front = front()) {
      fossil.ok(directory, "clone", front.url().toString(), "copy.fossil");
      StockRepository copy = StockRepository.open(fossil, directory.resolve("copy.fossil")).withCommits(4, 9);

      String pushed = fossil.ok(directory, "push", front.url("alice", "tiger"), "-R", copy.file().toString());
      store.commit("made here".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      String pulled = fossil.ok(directory, "pull", front.url().toString(), "-R", copy.file().toString());

      assertThat(pushed + pulled).doesNotContain("Error");
      assertThat(copy.names()).isEqualTo(names());
    }
  }

  @Test
  void aStockPushWithAWrongPasswordChangesNothing() {
    try (JdkFront front = front()) {
      fossil.ok(directory, "clone", front.url().toString(), "copy.fossil");
      StockRepository copy = StockRepository.open(fossil, directory.resolve("copy.fossil")).withCommits(1, 9);
      Set<String> before = names();

      String denied = fossil.run(directory, "push", front.url("alice", "lion"), "-R", copy.file().toString()).output();
      String anonymous = fossil.run(directory, "push", front.url("nobody", "x"), "-R", copy.file().toString()).output();

      assertThat(denied).contains("login failed");
      assertThat(anonymous).contains("not authorized to write");
      assertThat(names()).isEqualTo(before);
    }
  }

  @Test
  void aStockCloneNeedsALoginWhereNobodyMayNotClone() {
    nobody = "";
    try (JdkFront front = front()) {
      String denied = fossil.run(directory, "clone", front.url().toString(), "denied.fossil").output();
      fossil.ok(directory, "clone", "-A", "tester", front.url("alice", "tiger"), "copy.fossil");

      assertThat(denied).contains("not authorized to clone");
      assertThat(directory.resolve("denied.fossil")).doesNotExist();
      assertThat(StockRepository.names(fossil, directory.resolve("copy.fossil"))).isEqualTo(names());
    }
  }

  @Test
  void aLargeStockPushTakesSeveralRounds() {
    try (JdkFront front = front()) {
      fossil.ok(directory, "clone", front.url().toString(), "copy.fossil");
      StockRepository copy = StockRepository.open(fossil, directory.resolve("copy.fossil")).withCommits(100, 9);

      fossil.ok(directory, "sync", front.url("alice", "tiger"), "-R", copy.file().toString());

      assertThat(names()).hasSizeGreaterThan(400).isEqualTo(copy.names());
    }
  }

  private JdkFront front() {
    return new JdkFront(new Answerer(store, authorizer(), AnswerLimits.DEFAULT, null, SyncClock.SYSTEM,
        AnswerListener.SILENT), budget);
  }

  private Authorizer authorizer() {
    return new Authorizer() {
      @Override
      public boolean proves(ProjectCode project, LoginCard login) {
        return login.user().equals("nobody")
            || login.user().equals("alice") && LoginVerification.signatureMatches(login, "tiger", project);
      }

      @Override
      public Capabilities rights(ProjectCode project, Principal asker, @Nullable String login) {
        return new Capabilities("alice".equals(login) ? "gio" : nobody);
      }
    };
  }

  private Set<String> names() {
    return Peer.names((ArtifactStore) store).stream().map(Hash::hex)
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }
}

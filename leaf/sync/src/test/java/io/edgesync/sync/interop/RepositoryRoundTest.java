package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.memory.LoopTransport;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.testing.JdkFront;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions and answers over real repository files, with the stock program as the other side and as the judge. */
class RepositoryRoundTest {

  @TempDir
  Path directory;

  private final MemoryBudget budget = new MemoryBudget(256 << 20);
  private FossilProcess fossil;
  private StockRepository stock;

  @BeforeEach
  void setUp() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    stock = StockRepository.create(fossil, directory, "stock").withCommits(10, 1);
  }

  @Test
  void stockClonesCommitsAndPushesIntoARepositoryThatWeServe() throws Exception {
    try (Repository repository = Repository.open(stock.file(), CloneSessionTest.options());
        JdkFront front = new JdkFront(CloneSessionTest.answerer(repository, AnswerLimits.DEFAULT), budget)) {
      fossil.ok(directory, "clone", front.url().toString(), "copy.fossil");
      StockRepository copy = StockRepository.open(fossil, directory.resolve("copy.fossil")).withCommits(3, 2);
      String refused = fossil.run(directory, "push", front.url().toString(), "-R", copy.file().toString()).output();
      String pushed = fossil.ok(directory, "push", front.url(FossilProcess.USER, StockRepository.PASSWORD), "-R",
          copy.file().toString());

      assertThat(refused).contains("not authorized to write");
      assertThat(pushed).doesNotContain("Error");
      assertThat(CloneSessionTest.names(repository)).isEqualTo(copy.names());
    }

    assertThatARebuildChangesNothing(stock.file());
  }

  @Test
  void aPullFromAStockServerIsCrosslinkedAsARebuildWould() throws Exception {
    Path copy = directory.resolve("copy.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), copy.toString());
    stock.withCommits(25, 3);
    try (FossilProcess.Server server = fossil.serve(stock.file());
        HttpTransport transport = new HttpTransport(server.url(), HttpOptions.of(budget));
        Repository repository = Repository.open(copy, CloneSessionTest.options())) {
      SyncOutcome outcome = session(repository, transport, SyncRequest.of(Direction.PULL, null));

      assertThat(outcome.isSuccess()).as(outcome.summary()).isTrue();
      assertThat(outcome.unavailable()).isEmpty();
      assertThat(CloneSessionTest.names(repository)).isEqualTo(stock.names());
    }

    assertThatARebuildChangesNothing(copy);
  }

  @Test
  void aPushToAStockServerBringsItsCheckIns() throws Exception {
    Path copy = directory.resolve("copy.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), copy.toString());
    StockRepository ahead = StockRepository.open(fossil, copy).withCommits(8, 4);
    try (FossilProcess.Server server = fossil.serve(stock.file());
        HttpTransport transport = new HttpTransport(server.url(), HttpOptions.of(budget));
        Repository repository = Repository.open(copy, CloneSessionTest.options())) {
      SyncOutcome outcome = session(repository, transport,
          SyncRequest.of(Direction.SYNC, new PasswordLogin(FossilProcess.USER, StockRepository.PASSWORD)));

      assertThat(outcome.isSuccess()).as(outcome.summary()).isTrue();
      assertThat(repository.artifacts().unsent()).isEmpty();
    }

    assertThat(stock.names()).isEqualTo(ahead.names());
    assertThatARebuildChangesNothing(stock.file());
  }

  @Test
  void twoOfOurRepositoriesConvergeInStoredForm() throws Exception {
    Path copy = directory.resolve("copy.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), copy.toString());
    stock.withCommits(15, 5);
    StockRepository other = StockRepository.open(fossil, copy).withCommits(15, 6);
    try (Repository ours = Repository.open(copy, CloneSessionTest.options());
        Repository theirs = Repository.open(stock.file(), CloneSessionTest.options())) {
      SyncOutcome pulled = session(ours, loop(theirs), SyncRequest.of(Direction.PULL, null));
      SyncOutcome back = session(theirs, loop(ours), SyncRequest.of(Direction.PULL, null));
      SyncOutcome again = session(ours, loop(theirs), SyncRequest.of(Direction.PULL, null));

      assertThat(List.of(pulled, back, again)).allSatisfy(
          outcome -> assertThat(outcome.isSuccess()).as(outcome.summary()).isTrue());
      assertThat(again.traffic().received()).isZero();
    }

    assertThat(stock.names()).isEqualTo(other.names());
    assertThatARebuildChangesNothing(copy);
    assertThatARebuildChangesNothing(stock.file());
  }

  @Test
  void whatIsWantedAloneComesWholeThoughADeltaOfItWaitsForItsSource() throws Exception {
    Path copy = directory.resolve("copy.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), copy.toString());
    Set<String> before = stock.names();
    stock.withCommits(15, 5);
    Hash wanted = stock.sql("SELECT uuid FROM delta JOIN blob USING (rid) WHERE srcid IN (SELECT rid FROM delta)")
        .stream().filter(name -> !before.contains(name)).map(Hash::new).findFirst().orElseThrow();
    try (Repository ours = Repository.open(copy, CloneSessionTest.options());
        Repository theirs = Repository.open(stock.file(), CloneSessionTest.options())) {
      StoredArtifact stored = theirs.artifacts().loadStored(wanted, Long.MAX_VALUE).orElseThrow();
      try (ArtifactWriter writer = ours.artifacts().receive(Provenance.local("a comparison"))) {
        writer.stored(wanted, stored.deltaSource(), stored.expandedBytes(), stored.content(), false);
        assertThat(writer.finish().dangling()).isEqualTo(1);
      }

      SyncOutcome outcome = session(ours, loop(theirs),
          SyncRequest.directed(List.of(wanted), "NODE1").toOneOfOurs().withWantedAlone());

      assertThat(outcome.summary()).isEqualTo("completed");
      assertThat(outcome.traffic().received()).isEqualTo(1);
      assertThat(outcome.traffic().rounds()).isEqualTo(1);
      assertThat(ours.artifacts().lookup(wanted).isHeld()).isTrue();
      assertThat(session(ours, loop(theirs), SyncRequest.of(Direction.PULL, null)).summary()).isEqualTo("completed");
    }

    assertThat(StockRepository.open(fossil, copy).names()).isEqualTo(stock.names());
    assertThatARebuildChangesNothing(copy);
  }

  @Test
  void whatIsWantedAloneTravelsAsItIsStoredWhereThatIsWhole() throws Exception {
    Path copy = directory.resolve("copy.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), copy.toString());
    Files.writeString(stock.file().resolveSibling("stock.fossil.tree").resolve("even.txt"),
        "all alike\n".repeat(90_000));
    stock.withCommits(1, 7);
    Hash wanted = new Hash(stock.sql("SELECT uuid FROM blob WHERE size=900000").getFirst());
    try (Repository ours = Repository.open(copy, CloneSessionTest.options());
        Repository theirs = Repository.open(stock.file(), CloneSessionTest.options())) {
      SyncOutcome outcome = session(ours, loop(theirs),
          SyncRequest.directed(List.of(wanted), "NODE1").toOneOfOurs().withWantedAlone());

      assertThat(outcome.summary()).isEqualTo("completed");
      assertThat(ours.artifacts().lookup(wanted).isHeld()).isTrue();
      assertThat(outcome.traffic().bytesReceived()).isLessThan(20_000);
    }
  }

  @Test
  void fortyMegabytesCrossAndComeOutTheSame() throws Exception {
    Path copy = directory.resolve("copy.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), copy.toString());
    byte[] big = new byte[40_000_000];
    new Random(8).nextBytes(big);
    Files.write(stock.file().resolveSibling("stock.fossil.tree").resolve("big.bin"), big);
    stock.withCommits(1, 7);
    try (Repository ours = Repository.open(copy, CloneSessionTest.options());
        Repository theirs = Repository.open(stock.file(), CloneSessionTest.options())) {
      SyncOutcome pulled = session(ours, loop(theirs), SyncRequest.of(Direction.PULL, null));

      assertThat(pulled.isSuccess()).as(pulled.summary()).isTrue();
      assertThat(CloneSessionTest.names(ours)).isEqualTo(CloneSessionTest.names(theirs));
    }
  }

  private LoopTransport loop(Repository repository) {
    return LoopTransport.to("loop", CloneSessionTest.answerer(repository, AnswerLimits.DEFAULT), budget);
  }

  private static SyncOutcome session(Repository repository, Transport transport, SyncRequest request)
      throws InterruptedException {
    return new SyncSession(repository.artifacts(), transport, request, SessionLimits.DEFAULT, SyncClock.SYSTEM,
        new Random(), SyncListener.SILENT).run();
  }

  private void assertThatARebuildChangesNothing(Path file) throws Exception {
    stock.assertThatARebuildChangesNothing(file);
  }
}

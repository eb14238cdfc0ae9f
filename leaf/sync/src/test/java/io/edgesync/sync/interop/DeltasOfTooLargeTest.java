package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.clone.CloneException;
import io.edgesync.sync.clone.CloneListener;
import io.edgesync.sync.clone.CloneOutcome;
import io.edgesync.sync.clone.CloneRequest;
import io.edgesync.sync.clone.CloneSession;
import io.edgesync.sync.clone.PeersCloneSession;
import io.edgesync.sync.memory.LoopTransport;
import io.edgesync.sync.session.Blocked;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.testing.JdkFront;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file grew over the limit, and shrank again: Fossil stores the versions before as deltas of the one that stays behind. */
@Timeout(120)
class DeltasOfTooLargeTest {

  private static final int LIMIT = 1 << 20;
  private static final int TOO_LARGE = 3 * LIMIT;
  private static final int LAST = LIMIT - LIMIT / 10;

  @TempDir
  Path directory;

  private final MemoryBudget budget = new MemoryBudget(64 << 20);
  private FossilProcess fossil;
  private StockRepository stock;
  private Path before;
  private Path copy;
  private Set<String> others;
  private String big;
  private String last;

  @BeforeEach
  void setUp() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    stock = StockRepository.create(fossil, directory, "stock").withCommits(2, 1);
    before = directory.resolve("before.fossil");
    copy = directory.resolve("copy.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), before.toString());
    fossil.ok(directory, "user", "password", FossilProcess.USER, StockRepository.PASSWORD, "-R", before.toString());
    byte[] log = new byte[TOO_LARGE];
    new Random(3).nextBytes(log);
    for (int bytes : new int[]{LIMIT * 3 / 5, LIMIT * 4 / 5, TOO_LARGE, LAST}) {
      Files.write(stock.file().resolveSibling("stock.fossil.tree").resolve("log.bin"), Arrays.copyOf(log, bytes));
      stock.withCommits(1, bytes);
    }
    big = stock.sql("select uuid from blob where size=" + TOO_LARGE).getFirst();
    last = stock.sql("select uuid from blob where size=" + LAST).getFirst();
    others = new TreeSet<>(stock.names());
    others.remove(big);
    assertThat(stock.sql("select 1 from delta where srcid=(select rid from blob where uuid='" + big + "')"))
        .isNotEmpty();
  }

  @AfterEach
  void everythingIsGivenBack() {
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  @Test
  void stockClonesAndPullsTheRest() throws Exception {
    try (Repository repository = small(stock.file()); JdkFront front = front(repository)) {
      fossil.ok(directory, "clone", front.url().toString(), copy.toString());
      String pulled = fossil.ok(directory, "pull", front.url().toString(), "-R", before.toString());

      assertThat(pulled.lines().filter(line -> line.contains("says: "))).isNotEmpty()
          .allSatisfy(line -> assertThat(line).contains("artifact " + big + ": " + TOO_LARGE + " bytes"));
    }

    assertHoldsTheOthers(copy);
    assertHoldsTheOthers(before);
  }

  /** Stock makes a delta of the version before, whether it has come or not. */
  @Test
  void whatStockPushesAsADeltaOfItIsNamedAndNotKept() throws Exception {
    try (Repository repository = small(before); JdkFront front = front(repository)) {
      String url = front.url(FossilProcess.USER, StockRepository.PASSWORD);
      String synced = fossil.ok(directory, "sync", url, "-R", stock.file().toString());
      String again = fossil.ok(directory, "sync", url, "-R", stock.file().toString());

      assertThat(synced).contains(last + ": came as a delta of " + big);
      assertThat(again).contains(last + ": came as a delta of " + big);
    }

    others.remove(last);
    assertHoldsTheOthers(before);
  }

  /** Of two, one was asked for again while the other was refused, without end. */
  @Test
  void whatStockPushesAndIsTooLargeIsAskedForOnce() throws Exception {
    byte[] other = new byte[TOO_LARGE];
    new Random(4).nextBytes(other);
    Files.write(stock.file().resolveSibling("stock.fossil.tree").resolve("log.bin"), other);
    stock.withCommits(1, 5);
    String second = stock.sql("select uuid from blob where size=" + TOO_LARGE + " and uuid<>'" + big + "'").getFirst();
    try (Repository repository = small(before); JdkFront front = front(repository)) {
      String url = front.url(FossilProcess.USER, StockRepository.PASSWORD);
      String synced = fossil.ok(directory, "sync", url, "-R", stock.file().toString());

      assertThat(synced).contains("artifact " + second);
    }
  }

  @Test
  void aCloneOverHttpHasTheRest() throws Exception {
    try (Repository repository = small(stock.file());
        JdkFront front = front(repository);
        HttpTransport transport = new HttpTransport(front.url(), HttpOptions.of(budget))) {
      assertNamesTheLargeOne(cloned(transport).blocked());
    }

    assertHoldsTheOthers(copy);
  }

  /** It sends stored bytes as they are. */
  @Test
  void aCloneFromAStockServerHasTheRest() throws Exception {
    try (FossilProcess.Server server = fossil.serve(stock.file());
        HttpTransport transport = new HttpTransport(server.url(), smallOptions())) {
      assertNamesTheLargeOne(cloned(transport).blocked());
    }

    assertHoldsTheOthers(copy);
  }

  /** The run that saw the large one is not the one that makes the repository. */
  @Test
  void aCloneFromAStockServerThatWasInterruptedHasTheRest() throws Exception {
    try (FossilProcess.Server server = fossil.serve(stock.file());
        HttpTransport transport = new HttpTransport(server.url(), smallOptions())) {
      assertThatThrownBy(() -> cloned(new CloneSessionTest.Breaking(transport, 1))).isInstanceOf(CloneException.class)
          .hasMessageContaining("gone");
      assertThat(copy.resolveSibling("copy.fossil.part")).exists();

      assertNamesTheLargeOne(cloned(transport).blocked());
    }

    assertHoldsTheOthers(copy);
  }

  /** It gives later versions as deltas of the version before, however often it is asked. */
  @Test
  void whatAStockServerGivesAsADeltaOfItIsNamedAndNotKept() throws Exception {
    try (Repository ours = small(before);
        FossilProcess.Server server = fossil.serve(stock.file());
        HttpTransport transport = new HttpTransport(server.url(), smallOptions())) {
      assertThat(session(ours, transport, Direction.PULL).blocked()).extracting(Blocked::name)
          .extracting(Object::toString).containsExactlyInAnyOrder(big, last);
    }

    others.remove(last);
    assertHoldsTheOthers(before);
  }

  @Test
  void aCloneFromPeersHasTheRest() throws Exception {
    try (Repository repository = small(stock.file());
        CloneFile file = CloneFile.openOrCreate(copy, smallRepository())) {
      Transport peer = LoopTransport.to("loop", CloneSessionTest.answerer(repository, limits()), budget);
      CloneOutcome outcome = new PeersCloneSession(file, but -> but.isEmpty() ? List.of(peer) : List.of(), request(),
          sessionLimits(), SyncClock.SYSTEM, new Random(), CloneListener.SILENT).run();
      outcome.repository().close();

      assertNamesTheLargeOne(outcome.blocked());
    }

    assertHoldsTheOthers(copy);
  }

  @Test
  void aPeerIsGivenTheRest() throws Exception {
    try (Repository theirs = small(stock.file()); Repository ours = small(before)) {
      assertNamesTheLargeOne(session(ours, loop(theirs, limits()), Direction.PULL).blocked());
    }

    assertHoldsTheOthers(before);
  }

  /** The limit that counts is the other side's. */
  @Test
  void aPeerIsGivenTheRestByOneWhoTakesMore() throws Exception {
    try (Repository theirs = Repository.open(stock.file(), CloneSessionTest.options());
        Repository ours = small(before)) {
      assertNamesTheLargeOne(session(ours, loop(theirs, AnswerLimits.DEFAULT), Direction.PULL).blocked());
    }

    assertHoldsTheOthers(before);
  }

  @Test
  void aPeerIsPushedTheRest() throws Exception {
    try (Repository ours = small(stock.file()); Repository theirs = small(before)) {
      fossil.ok(directory, "user", "capabilities", "nobody", "gio", "-R", before.toString());

      assertNamesTheLargeOne(session(ours, loop(theirs, limits()), Direction.PUSH).blocked());
    }

    assertHoldsTheOthers(before);
  }

  /** As an earlier version of this program gave it. */
  @Test
  void whatLiesHereAsADeltaOfWhatIsTooLargeComesWhole() throws Exception {
    try (Repository theirs = Repository.open(stock.file(), CloneSessionTest.options());
        Repository ours = small(before)) {
      try (ArtifactWriter writer = ours.artifacts().receive(Provenance.local("earlier"))) {
        theirs.artifacts().walkStored(1, false, artifact -> {
          if (!artifact.name().hex().equals(big)) {
            writer.stored(artifact.name(), artifact.deltaSource(), artifact.expandedBytes(), artifact.content(), false);
          }
          return true;
        });
        assertThat(writer.finish().dangling()).isEqualTo(2);
      }

      assertNamesTheLargeOne(session(ours, loop(theirs, AnswerLimits.DEFAULT), Direction.PULL).blocked());
    }

    assertHoldsTheOthers(before);
  }

  private CloneOutcome cloned(Transport transport) throws Exception {
    try (CloneFile file = CloneFile.openOrCreate(copy, smallRepository())) {
      CloneOutcome outcome = new CloneSession(file, transport, request(), sessionLimits(), SyncClock.SYSTEM,
          new Random(), CloneListener.SILENT).run();
      outcome.repository().close();
      return outcome;
    }
  }

  private CloneRequest request() {
    return new CloneRequest(new ProjectCode(stock.projectCode()), null,
        new CloneOptions("tester", "secret", new Random(3)), null);
  }

  private static SyncOutcome session(Repository repository, Transport transport, Direction direction)
      throws InterruptedException {
    SyncOutcome outcome = new SyncSession(repository.artifacts(), transport, SyncRequest.of(direction, null),
        sessionLimits(), SyncClock.SYSTEM, new Random(), SyncListener.SILENT).run();
    assertThat(outcome.result()).as(outcome.summary()).isInstanceOf(SyncOutcome.Result.Completed.class);
    return outcome;
  }

  private LoopTransport loop(Repository repository, AnswerLimits limits) {
    return LoopTransport.to("loop", CloneSessionTest.answerer(repository, limits), budget);
  }

  private JdkFront front(Repository repository) {
    return new JdkFront(CloneSessionTest.answerer(repository, limits()), budget);
  }

  private Repository small(Path file) {
    return Repository.open(file, smallRepository());
  }

  private RepositoryOptions smallRepository() {
    return new RepositoryOptions(budget, LIMIT, InstantSource.system(), Duration.ofSeconds(15));
  }

  private HttpOptions smallOptions() {
    return HttpOptions.of(budget).withLimits(CardLimits.DEFAULT.withPayloadBytesMax(LIMIT));
  }

  private static AnswerLimits limits() {
    return AnswerLimits.DEFAULT.withArtifactBytesMax(LIMIT);
  }

  private static SessionLimits sessionLimits() {
    return SessionLimits.DEFAULT.withArtifactBytesMax(LIMIT);
  }

  private void assertNamesTheLargeOne(List<Blocked> blocked) {
    assertThat(blocked).extracting(Blocked::name).extracting(Object::toString).containsExactly(big);
    assertThat(blocked.getFirst().reason()).contains("the limit").doesNotContain(big);
  }

  private void assertHoldsTheOthers(Path file) throws IOException {
    assertThat(StockRepository.names(fossil, file)).isEqualTo(others);
    assertThat(fossil.ok(directory, "test-integrity", "-R", file.toString())).contains(" 0 errors");
  }
}

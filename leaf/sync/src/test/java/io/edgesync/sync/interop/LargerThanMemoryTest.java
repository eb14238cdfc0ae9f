package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
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
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stock has committed what we cannot even hold in memory: it alone stays behind, by its name. */
@Timeout(120)
class LargerThanMemoryTest {

  private static final int BIG_BYTES = 6_000_000;
  private static final long LIMIT = 1 << 20;

  @TempDir
  Path directory;

  private FossilProcess fossil;
  private StockRepository stock;
  private Path before;
  private Set<String> others;
  private String big;

  @BeforeEach
  void setUp() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    stock = StockRepository.create(fossil, directory, "stock").withCommits(3, 1);
    before = directory.resolve("before.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), before.toString());
    fossil.ok(directory, "user", "password", FossilProcess.USER, StockRepository.PASSWORD, "-R", before.toString());
    byte[] content = new byte[BIG_BYTES];
    new Random(8).nextBytes(content);
    Files.write(stock.file().resolveSibling("stock.fossil.tree").resolve("big.bin"), content);
    stock.withCommits(3, 7);
    big = stock.sql("select uuid from blob where size=" + BIG_BYTES).getFirst();
    others = new TreeSet<>(stock.names());
    others.remove(big);
  }

  private static Repository small(Path file) {
    return Repository.open(file,
        new RepositoryOptions(new MemoryBudget(4 << 20), LIMIT, InstantSource.system(), Duration.ofSeconds(15)));
  }

  @Test
  void stockClonesAndPullsTheRest() throws Exception {
    try (Repository repository = small(stock.file());
        JdkFront front = new JdkFront(CloneSessionTest.answerer(repository, limits()), new MemoryBudget(64 << 20))) {
      String cloned = fossil.ok(directory, "clone", front.url().toString(), "copy.fossil");
      String pulled = fossil.ok(directory, "pull", front.url().toString(), "-R", before.toString());

      assertThat(cloned).contains(big);
      assertThat(pulled).contains(big);
    }

    assertThat(StockRepository.names(fossil, directory.resolve("copy.fossil"))).isEqualTo(others);
    assertThat(StockRepository.names(fossil, before)).isEqualTo(others);
  }

  @Test
  void aStockServerIsGivenTheRest() throws Exception {
    try (Repository repository = small(stock.file());
        FossilProcess.Server server = fossil.serve(before);
        HttpTransport transport = new HttpTransport(server.url(), HttpOptions.of(new MemoryBudget(64 << 20)))) {
      SyncOutcome outcome = session(repository, transport,
          SyncRequest.of(Direction.SYNC, new PasswordLogin(FossilProcess.USER, StockRepository.PASSWORD)));

      assertThat(outcome.result()).as(outcome.summary()).isInstanceOf(SyncOutcome.Result.Completed.class);
      assertThat(outcome.blocked()).extracting(Blocked::name).extracting(Object::toString).containsExactly(big);
    }

    assertThat(StockRepository.names(fossil, before)).isEqualTo(others);
  }

  @Test
  void aPeerOfOursIsGivenTheRest() throws Exception {
    try (Repository theirs = small(stock.file());
        Repository ours = Repository.open(before, CloneSessionTest.options())) {
      SyncOutcome outcome = session(ours,
          LoopTransport.to("loop", CloneSessionTest.answerer(theirs, limits()), new MemoryBudget(64 << 20)),
          SyncRequest.of(Direction.PULL, null));

      assertThat(outcome.result()).as(outcome.summary()).isInstanceOf(SyncOutcome.Result.Completed.class);
      assertThat(outcome.blocked()).extracting(Blocked::name).extracting(Object::toString).containsExactly(big);
      assertThat(CloneSessionTest.names(ours)).isEqualTo(others);
    }
  }

  private static AnswerLimits limits() {
    return AnswerLimits.DEFAULT.withArtifactBytesMax(LIMIT);
  }

  private static SyncOutcome session(Repository repository, Transport transport, SyncRequest request)
      throws InterruptedException {
    return new SyncSession(repository.artifacts(), transport, request,
        SessionLimits.DEFAULT.withArtifactBytesMax(LIMIT), SyncClock.SYSTEM, new Random(), SyncListener.SILENT).run();
  }
}

package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.clone.CloneListener;
import io.edgesync.sync.clone.CloneOutcome;
import io.edgesync.sync.clone.CloneRequest;
import io.edgesync.sync.clone.CloneSession;
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
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
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
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file grew over what the memory takes, and shrank again. The versions before hang on the large one, each on the next: none of them can be made a
 * whole, and none is of use to whoever does not get what it hangs on.
 */
@Timeout(120)
class DeltasBeyondMemoryTest {

  private static final int LIMIT = 1 << 20;
  private static final int TOO_LARGE = 6_000_000;
  private static final List<Integer> BEFORE = List.of(LIMIT / 10 * 5, LIMIT / 10 * 6, LIMIT / 10 * 7);

  @TempDir
  Path directory;

  private final MemoryBudget budget = new MemoryBudget(64 << 20);
  private FossilProcess fossil;
  private StockRepository stock;
  private Path before;
  private Path copy;
  private String tooLarge;
  private Set<String> left;
  private Set<String> others;

  @BeforeEach
  void setUp() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    stock = StockRepository.create(fossil, directory, "stock").withCommits(2, 1);
    copy = directory.resolve("copy.fossil");
    before = directory.resolve("before.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), before.toString());
    byte[] log = new byte[TOO_LARGE];
    new Random(3).nextBytes(log);
    left = new TreeSet<>();
    for (int bytes : BEFORE) {
      left.add(committed(log, bytes));
    }
    tooLarge = committed(log, TOO_LARGE);
    left.add(tooLarge);
    committed(log, LIMIT / 10 * 8);
    committed(log, LIMIT / 10 * 9);
    others = new TreeSet<>(stock.names());
    others.removeAll(left);
    assertThat(stock.sql("select d.size, s.size from delta join blob d using(rid) join blob s on s.rid=srcid"
        + " where d.size between 500000 and 7000000 order by d.size"))
        .contains(BEFORE.get(0) + "," + BEFORE.get(1), BEFORE.get(1) + "," + BEFORE.get(2),
            BEFORE.get(2) + "," + TOO_LARGE);
  }

  private String committed(byte[] log, int bytes) throws Exception {
    Files.write(stock.file().resolveSibling("stock.fossil.tree").resolve("log.bin"), Arrays.copyOf(log, bytes));
    stock.withCommits(1, bytes);
    return stock.sql("select uuid from blob where size=" + bytes).getFirst();
  }

  @Test
  void stockClonesTheRest() throws Exception {
    try (Repository repository = small(); JdkFront front = front(repository)) {
      assertThat(fossil.ok(directory, "clone", front.url().toString(), copy.toString())).contains(left);
    }

    assertHoldsTheOthers();
  }

  @Test
  void weCloneTheRest() throws Exception {
    try (Repository repository = small();
        JdkFront front = front(repository);
        HttpTransport transport = new HttpTransport(front.url(), HttpOptions.of(budget));
        CloneFile file = CloneFile.openOrCreate(copy, CloneSessionTest.options())) {
      CloneRequest request = new CloneRequest(new ProjectCode(stock.projectCode()), null,
          new CloneOptions("tester", "secret", new Random(3)), null);
      CloneOutcome outcome = new CloneSession(file, transport, request, SessionLimits.DEFAULT, SyncClock.SYSTEM,
          new Random(), CloneListener.SILENT).run();
      outcome.repository().close();

      assertThat(outcome.blocked()).extracting(Blocked::name).extracting(Object::toString)
          .containsExactlyInAnyOrderElementsOf(left);
    }

    assertHoldsTheOthers();
  }

  /** What hangs on the large one stops at the memory of who has it, however much the other side takes. */
  @Test
  void whoseMemoryDoesNotSufficeIsSaidOnBothSides() throws Exception {
    Predicate<Blocked> hangsOnIt = artifact -> !artifact.name().hex().equals(tooLarge);
    try (Repository theirs = small(); Repository ours = Repository.open(before, CloneSessionTest.options())) {
      SyncOutcome pulled = session(ours, theirs, Direction.PULL, SessionLimits.DEFAULT);

      assertThat(pulled.blocked()).filteredOn(hangsOnIt).hasSameSizeAs(BEFORE)
          .allSatisfy(artifact -> assertThat(artifact.isHere()).isFalse()).extracting(Blocked::reason)
          .allSatisfy(why -> assertThat(why).contains("memory of 4194304 bytes").contains("side that has it"));
    }
    fossil.ok(directory, "user", "capabilities", "nobody", "gio", "-R", before.toString());
    try (Repository ours = small(); Repository theirs = Repository.open(before, CloneSessionTest.options())) {
      SyncOutcome pushed = session(ours, theirs, Direction.PUSH, SessionLimits.DEFAULT.withArtifactBytesMax(LIMIT));

      assertThat(pushed.blocked()).filteredOn(hangsOnIt).hasSameSizeAs(BEFORE)
          .allSatisfy(artifact -> assertThat(artifact.isHere()).isTrue());
    }
  }

  private SyncOutcome session(Repository ours, Repository theirs, Direction direction, SessionLimits limits)
      throws InterruptedException {
    Answerer answerer = CloneSessionTest.answerer(theirs, AnswerLimits.DEFAULT.withArtifactBytesMax(LIMIT));
    return new SyncSession(ours.artifacts(), LoopTransport.to("loop", answerer, budget),
        SyncRequest.of(direction, null), limits, SyncClock.SYSTEM, new Random(), SyncListener.SILENT).run();
  }

  private Repository small() {
    return Repository.open(stock.file(),
        new RepositoryOptions(new MemoryBudget(4 << 20), LIMIT, InstantSource.system(), Duration.ofSeconds(15)));
  }

  private JdkFront front(Repository repository) {
    return new JdkFront(CloneSessionTest.answerer(repository, AnswerLimits.DEFAULT.withArtifactBytesMax(LIMIT)),
        budget);
  }

  private void assertHoldsTheOthers() throws IOException {
    assertThat(StockRepository.names(fossil, copy)).isEqualTo(others);
    assertThat(fossil.ok(directory, "test-integrity", "-R", copy.toString())).contains(" 0 errors");
  }
}

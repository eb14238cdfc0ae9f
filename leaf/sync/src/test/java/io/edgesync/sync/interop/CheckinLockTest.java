package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.checkin.CheckinLocks;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.testing.JdkFront;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Check-in locks of a repository that we serve, with stock clients that commit to it. */
class CheckinLockTest {

  private static final String LOCKS = "select name||' '||(value->>'login') from config where name glob 'ci-lock-*'";
  private static final String SOMEBODY = "a".repeat(40);
  private static final String SOMEBODY_ELSE = "b".repeat(40);

  @TempDir
  Path directory;

  private FossilProcess fossil;
  private StockRepository stock;
  private Path tree;

  @BeforeEach
  void setUp() throws Exception {
    fossil = FossilProcess.in(Files.createDirectories(directory.resolve("home")));
    stock = StockRepository.create(fossil, directory, "stock").withCommits(1, 1);
  }

  @Test
  void aStockCommitHeedsTheLockOfSomebodyElseAndGivesItsOwnBack() throws Exception {
    try (Repository repository = Repository.open(stock.file(), CloneSessionTest.options());
        JdkFront front = new JdkFront(CloneSessionTest.answerer(repository, AnswerLimits.DEFAULT),
            new MemoryBudget(256 << 20))) {
      autosyncing(front);
      Hash tip = tip();
      repository.checkinLocks().lock(tip, SOMEBODY, "hildegard");

      FossilProcess.Outcome refused = commit("one");
      assertThat(refused.exitCode()).isNotZero();
      assertThat(refused.output()).contains("hildegard");

      repository.checkinLocks().unlock(SOMEBODY);
      FossilProcess.Outcome done = commit("two");
      assertThat(done.exitCode()).as(done.output()).isZero();
      assertThat(repository.settings().matching("ci-lock-*")).isEmpty();
      assertThat(tip()).isNotEqualTo(tip);
    }
  }

  @Test
  void aLockThatStockMadeIsOneForUsAndOursOneForStock() throws Exception {
    Hash tip = tip();
    try (Repository repository = Repository.open(stock.file(), CloneSessionTest.options())) {
      CheckinLocks locks = repository.checkinLocks();

      assertThat(locks.lock(tip, SOMEBODY, "hildegard")).isEmpty();
      assertThat(locks.lock(tip, SOMEBODY, "hildegard")).isEmpty();
      assertThat(locks.lock(tip, SOMEBODY_ELSE, "bob")).get().extracting(CheckinLocks.Held::login)
          .isEqualTo("hildegard");
    }
    assertThat(stock.sql(LOCKS)).containsExactly("ci-lock-" + tip + " hildegard");

    try (FossilProcess.Server server = fossil.serve(stock.file())) {
      clone(server.url(FossilProcess.USER, StockRepository.PASSWORD));
      assertThat(commit("one").output()).contains("hildegard");
    }
  }

  @Test
  void locksThatAreOldOrOfNoLeafAreVoid() throws Exception {
    Hash first = tip();
    try (Repository repository = Repository.open(stock.file(), CloneSessionTest.options())) {
      CheckinLocks locks = repository.checkinLocks();
      locks.lock(first, SOMEBODY, "hildegard");
      stock.withCommits(1, 2);
      Hash second = tip();

      assertThat(locks.lock(first, SOMEBODY_ELSE, "bob")).isEmpty();
      assertThat(locks.lock(new Hash("c".repeat(64)), SOMEBODY_ELSE, "bob")).isEmpty();
      locks.lock(second, SOMEBODY, "hildegard");
      repository.settings().set("lock-timeout", 0);
      assertThat(locks.lock(second, SOMEBODY_ELSE, "bob")).isEmpty();
      assertThat(repository.settings().matching("ci-lock-*")).singleElement()
          .satisfies(lock -> assertThat(lock.value()).contains("bob"));
    }
  }

  private Hash tip() {
    return new Hash(
        stock.sql("select uuid from event join blob on rid=objid where type='ci' order by mtime desc limit 1")
            .getFirst());
  }

  private void autosyncing(JdkFront front) throws Exception {
    clone(front.url(FossilProcess.USER, StockRepository.PASSWORD));
  }

  private void clone(String url) throws Exception {
    Path copy = directory.resolve("copy.fossil");
    tree = Files.createDirectories(directory.resolve("copy"));
    fossil.ok(directory, "clone", "--save-http-password", url, copy.toString());
    fossil.ok(tree, "open", "--nosync", copy.toString());
    fossil.ok(tree, "settings", "autosync", "on");
  }

  private FossilProcess.Outcome commit(String text) throws Exception {
    Files.writeString(tree.resolve("changing.txt"), text);
    return fossil.run(tree, "commit", "--no-warnings", "--no-prompt", "-m", text);
  }
}

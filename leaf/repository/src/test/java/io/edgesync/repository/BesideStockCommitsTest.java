package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stock program commits in a loop while we receive into the same file: 30 commits, or as many as {@code -Dstock.commits=} says; the
 * promise is for 200.
 */
class BesideStockCommitsTest {

  private static final int COMMITS = Integer.getInteger("stock.commits", 30);

  @TempDir
  Path directory;

  @Test
  void atMostOneStockCommitMeetsALockedDatabase() throws Exception {
    StockHistory stock = StockHistory.in(directory);
    stock.add("a.txt", "begin\n").commit("begin");
    AtomicBoolean stop = new AtomicBoolean();
    List<SampleArtifact> received;
    int locked = 0;
    List<String> comments = new ArrayList<>();
    try (Repository repository = Repository.open(stock.repository(), RepositoryFixture.options());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<SampleArtifact>> receiving = threads.submit(() -> receiveUntil(repository, stop));
      try {
        for (int i = 0; i < COMMITS; i++) {
          stock.write("a.txt", "x".repeat(i) + "\n");
          FossilProcess.Outcome outcome = stock.fossil().run(stock.checkout(), "commit", "--no-warnings",
              "--date-override",
              stock.nextDate(), "-m", "commit " + i);
          if (outcome.exitCode() == 0) {
            comments.add("commit " + i + " ");
          } else {
            assertThat(outcome.output()).contains("database is locked");
            locked++;
          }
        }
      } finally {
        stop.set(true);
      }
      received = receiving.get(60, TimeUnit.SECONDS);

      assertThat(locked).isLessThanOrEqualTo(1);
      assertThat(received).hasSizeGreaterThan(COMMITS);
      for (SampleArtifact artifact : received) {
        assertThat(repository.artifacts().lookup(artifact.name()).isHeld()).isTrue();
      }
    }
    assertThat(stock.run("test-integrity")).contains(" 0 errors").contains("check: ok");
    assertThat(stock.run("timeline", "-n", "0", "-t", "ci")).contains(comments);
    assertThat(RepositoryComparison.differences(stock.repository(),
        StockHistory.rebuilt(stock.fossil(), stock.repository()))).isEmpty();
  }

  private static List<SampleArtifact> receiveUntil(Repository repository, AtomicBoolean stop) {
    List<SampleArtifact> received = new ArrayList<>();
    while (!stop.get()) {
      try (ArtifactWriter writer = repository.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
        for (int i = 0; i < 5; i++) {
          SampleArtifact artifact = SampleArtifact.of("artifact " + received.size());
          writer.file(artifact.name(), null, artifact.content(), false);
          received.add(artifact);
        }
        writer.finish();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return received;
  }

  @Test
  void onlySqliteHoldsTheFileOpenAndNobodyAfterwards() throws Exception {
    Path file = directory.resolve("ours.fossil");
    try (Repository repository = RepositoryFixture.create(file)) {
      for (int i = 0; i < 20; i++) {
        SampleArtifact artifact = SampleArtifact.of("artifact " + i);
        try (ArtifactWriter writer = repository.artifacts().receive(Provenance.local("tester"))) {
          writer.file(artifact.name(), null, artifact.content(), false);
          writer.finish();
        }
        repository.artifacts().load(artifact.name()).orElseThrow().close();
      }

      // One descriptor for the writer and one for each of two readers.
      assertThat(OpenDescriptors.on(file)).isBetween(1L, 3L);
    }
    assertThat(OpenDescriptors.on(file)).isZero();
  }
}

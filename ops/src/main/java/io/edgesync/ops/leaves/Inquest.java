package io.edgesync.ops.leaves;

import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.soak.Judge;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What is found when programs were killed: in the middle of what, and what is wrong with their files. */
final class Inquest {

  private final long seed;
  private final Judge judge;
  private final long beganNanos = System.nanoTime();
  private final Map<String, Integer> moments = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  Inquest(StockFossil fossil, long seed) {
    this.judge = new Judge(fossil);
    this.seed = seed;
  }

  void killed(String moment) {
    moments.merge(moment, 1, Integer::sum);
  }

  void failed(String what) {
    failures.add(what);
  }

  boolean isSound() {
    return failures.isEmpty();
  }

  /** A file as it was left. */
  void look(Path file) throws InterruptedException {
    failures.addAll(judge.integrity(file));
    failures.addAll(judge.verify(file));
  }

  /** A file that nobody has open any more, and that has to hold what was acknowledged. */
  void lookClosely(Path file, Map<Hash, Map<String, Hash>> acknowledged) throws InterruptedException, IOException {
    failures.addAll(judge.integrity(file));
    failures.addAll(judge.rebuildDifferences(file));
    lookFor(file, acknowledged);
  }

  void lookFor(Path file, Map<Hash, Map<String, Hash>> acknowledged) {
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      Judge.lostCheckins(repository, acknowledged)
          .forEach(lost -> failures.add(file.getFileName() + ": lost: " + lost));
    } catch (RepositoryException e) {
      failures.add(file.getFileName() + ": cannot be opened: " + e.getMessage());
    }
  }

  /** What there is to complain of, behind a colon; nothing where all is well. */
  String complaint() {
    return failures.isEmpty() ? "" : ": " + failures;
  }

  KillSyncReport report(int kills, int checkins) {
    return new KillSyncReport(seed, kills, moments, checkins, failures,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos));
  }
}

package io.edgesync.repository.sweep;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.setting.Setting;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * One seed: artifacts into a fresh repository, a rebuild of its copy by the stock program, and what the two do not agree upon.
 *
 * @param fossil    the stock program
 * @param directory where the repositories are made and, unless something is wrong, removed
 */
record Sweep(FossilProcess fossil, Path directory, RepositoryOptions options) {

  private static final String NO_ERRORS = " 0 errors";
  /** Above this many artifacts the stock program takes minutes to hash what has been hashed on arrival. */
  private static final int INTEGRITY_MAX = 10_000;

  /**
   * What came of it.
   *
   * @param kept the repository, where something was wrong
   */
  record Outcome(long seed, List<ArtifactWriter.Refusal> refusals, List<RepositoryComparison.Difference> differences,
      String integrity, Duration feeding, Duration rebuilding, Path kept) {

    boolean isClean() {
      return refusals.isEmpty() && differences.isEmpty() && integrity.isEmpty();
    }

    @Override
    public String toString() {
      return "seed " + seed + ": " + differences.size() + " differences, " + refusals.size() + " refusals "
          + refusals.stream().limit(5).toList() + integrity + " in " + kept + "\n  "
          + String.join("\n  ", differences.stream().limit(40).map(Object::toString).toList());
    }
  }

  Outcome run(SweepSource source, long seed, int roundMax, int storedPercent, LongConsumer progress)
      throws IOException, SQLException {
    Path file = directory.resolve("seed-" + seed + ".fossil");
    Files.deleteIfExists(file);
    source.makeFresh(file, options);
    long began = System.nanoTime();
    List<ArtifactWriter.Refusal> refusals;
    try (Repository target = Repository.open(file, options)) {
      Deque<Setting> late = new ArrayDeque<>(source.ticketSettings());
      int lateFrom = new Random(seed).nextInt(source.items().size() + 1);
      refusals = new Feed(source, seed, roundMax, storedPercent).into(target, sent -> {
        while (sent >= lateFrom && !late.isEmpty()) {
          Setting setting = late.remove();
          target.settings().set(setting.name(), setting.value());
        }
        progress.accept(sent);
      });
    }
    long fed = System.nanoTime();
    Path rebuilt = StockHistory.rebuilt(fossil, file);
    long done = System.nanoTime();
    String integrity = source.items().size() < INTEGRITY_MAX
        ? fossil.ok(directory, "test-integrity", rebuilt.toString())
        : NO_ERRORS;
    List<RepositoryComparison.Difference> differences = RepositoryComparison.differences(file, rebuilt);
    Outcome outcome = new Outcome(seed, refusals, differences,
        integrity.contains(NO_ERRORS) ? "" : integrity, Duration.ofNanos(fed - began), Duration.ofNanos(done - fed),
        file);
    if (outcome.isClean()) {
      Files.delete(file);
      Files.delete(rebuilt);
    }
    return outcome;
  }
}

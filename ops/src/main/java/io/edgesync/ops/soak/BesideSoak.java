package io.edgesync.ops.soak;

import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** We and {@code fossil commit} at one file, at one pace after the other, each in a repository of its own that stock made. */
final class BesideSoak {

  private final Programs programs;
  private final StockFossil fossil;
  private final Journal journal;
  private final Consumer<String> say;

  /** @param journal the journal mode that the repositories get */
  BesideSoak(Programs programs, StockFossil fossil, Journal journal, Consumer<String> say) {
    this.programs = programs;
    this.fossil = fossil;
    this.journal = journal;
    this.say = say;
  }

  BesideReport run(List<Pace> paces, int seconds) throws IOException, InterruptedException {
    List<BesideReport.Row> rows = new ArrayList<>();
    say.accept(BesideReport.header());
    for (Pace pace : paces) {
      rows.add(at(pace, programs.directory().resolve("pace-" + rows.size()), seconds));
      say.accept(BesideReport.line(rows.getLast()));
    }
    return new BesideReport(journal, rows);
  }

  private BesideReport.Row at(Pace pace, Path directory, int seconds) throws IOException, InterruptedException {
    Path file = Files.createDirectories(directory).resolve("both.fossil");
    fossil.run("init", "-A", Programs.LOGIN, file.toString());
    journal.set(fossil, file);
    StockWork stock = StockWork.in(directory.resolve("checkout"), fossil, file);
    OurWork ours = OurWork.on(file, pace);
    try (ours) {
      stock.run(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds), pace.stockPauseMillis());
    }
    List<String> failures = new ArrayList<>(ours.errors());
    failures.addAll(stock.errors());
    failures.addAll(judge(file, ours, stock));
    return new BesideReport.Row(pace, ours.waits(), ours.reads(), stock.commits().size(), stock.locked(), failures);
  }

  private List<String> judge(Path file, OurWork ours, StockWork stock) throws IOException, InterruptedException {
    Map<Hash, Map<String, Hash>> all = new LinkedHashMap<>(ours.checkins());
    stock.commits().forEach(commit -> all.put(commit, Map.of()));
    List<String> failures = new ArrayList<>();
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      Judge.lostCheckins(repository, all).forEach(lost -> failures.add("lost: " + lost));
      Judge.lostArtifacts(repository, ours.received()).forEach(lost -> failures.add("lost: " + lost));
    }
    Judge judge = new Judge(fossil);
    failures.addAll(judge.integrity(file));
    failures.addAll(judge.verify(file));
    failures.addAll(judge.rebuildDifferences(file));
    return failures;
  }
}

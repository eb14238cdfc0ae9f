package io.edgesync.cli.demo;

import io.edgesync.cli.process.LeafProcess;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The steps of the demo, each with one line: what was done, how long it took, and whether it held. */
final class Demo {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration ARRIVAL = Duration.ofSeconds(60);
  /** {@code fossil test-integrity} takes minutes on a large repository. */
  private static final long SMALL_BYTES = 20L << 20;

  private final Programs programs;
  private final PrintStream out;
  private boolean held = true;

  Demo(Programs programs, PrintStream out) {
    this.programs = programs;
    this.out = out;
  }

  /**
   * Runs all steps.
   *
   * @param named the repository to show it with, null for one of this project's own sources
   * @return whether everything held
   */
  boolean run(@Nullable Path named) throws InterruptedException, IOException {
    DemoRepository desk = DemoRepository.prepare(programs, named);
    line("repository", desk.took(),
        desk.artifacts() + " artifacts" + (named == null ? " of our own sources" : " of " + named));
    Path lap = programs.directory().resolve("lap.fossil");
    try (LeafProcess first = LeafProcess.start(programs, "desk", desk.file(), desk.login())) {
      line("leaf desk", null, first.linkUrl() + " and " + first.httpUrl());
      Programs.Ended cloned = programs.expect(programs.edgesync(List.of("clone", first.linkUrl() + "/" + desk.project(),
          lap.toString(), "--user", Programs.LOGIN, "--password-file", desk.passwordFile().toString())), PATIENCE);
      line("clone", cloned.took(), "over NATS, leaf to leaf");
      desk.addLogin(lap);
      List<String> linked = new ArrayList<>(desk.login());
      linked.addAll(List.of("--nats", first.linkUrl()));
      try (LeafProcess second = LeafProcess.start(programs, "lap", lap, linked)) {
        line("leaf lap", null, "linked to desk, serves " + second.httpUrl());
        converge(desk, lap);
        travel(desk, desk.file(), lap, "desk to lap");
        travel(desk, lap, desk.file(), "lap to desk");
        judge(desk, lap, first, second);
        stop(first, second);
      }
    }
    out.println(held ? "demo: all of it held" : "demo: NOT all of it held, see the lines marked FAILED");
    return held;
  }

  private void converge(DemoRepository desk, Path lap) throws InterruptedException {
    long began = System.nanoTime();
    String difference = Names.difference(desk.file(), lap);
    while (!difference.isEmpty() && since(began).compareTo(ARRIVAL) < 0) {
      Thread.sleep(100);
      difference = Names.difference(desk.file(), lap);
    }
    claim("converged", since(began), difference.isEmpty(),
        difference.isEmpty() ? "the same artifacts on both" : difference);
  }

  /** Commits on one and waits for it on the other, in this process, so that no start of a program is measured. */
  private void travel(DemoRepository desk, Path from, Path to, String way) throws InterruptedException {
    RepositoryOptions options = RepositoryOptions.standard();
    try (Repository source = Repository.open(from, options); Repository target = Repository.open(to, options)) {
      Hash checkin = desk.commit(source, "a check-in that travels from " + way);
      long began = System.nanoTime();
      while (!isThere(target, checkin) && since(began).compareTo(ARRIVAL) < 0) {
        Thread.sleep(1);
      }
      claim("commit", since(began), isThere(target, checkin), way + ", " + checkin.hex().substring(0, 10)
          + " was there after " + since(began).toMillis() + " ms");
    }
  }

  private static boolean isThere(Repository repository, Hash checkin) {
    try {
      return repository.artifacts().lookup(checkin).isHeld() && repository.timeline().checkin(checkin).isPresent();
    } catch (RepositoryException.Busy e) {
      return false;
    }
  }

  private void judge(DemoRepository desk, Path lap, LeafProcess first, LeafProcess second)
      throws InterruptedException, IOException {
    for (Path repository : List.of(desk.file(), lap)) {
      verify("verify " + repository.getFileName(), repository);
    }
    Path program = programs.find("FOSSIL", "fossil");
    if (program == null) {
      out.println("  fossil: not installed, its judgement is left out; apt-get install fossil");
      return;
    }
    StockFossil fossil = new StockFossil(programs, program);
    String version = fossil.version();
    for (LeafProcess leaf : List.of(first, second)) {
      String name = leaf == first ? "desk" : "lap";
      Path clone = programs.directory().resolve("stock-" + name + ".fossil");
      line("stock clone", fossil.clone(leaf.httpUrl(desk.password()), clone),
          "fossil " + version + " from " + name + " over HTTP");
      String difference = Names.difference(name.equals("desk") ? desk.file() : lap, clone);
      claim("same names", null, difference.isEmpty(),
          name + " and its stock clone" + (difference.isEmpty() ? ", both ways" : ": " + difference));
      unchangedByRebuild(fossil, "stock clone of " + name, clone);
      verify("verify clone of " + name, clone);
      if (Files.size(clone) < SMALL_BYTES) {
        StockFossil.Integrity said = fossil.integrity(clone);
        claim("test-integrity", said.took(), said.errors().isEmpty(), "stock clone of " + name
            + (said.errors().isEmpty() ? "" : ": " + String.join(" | ", said.errors())));
      }
    }
    for (Path repository : List.of(desk.file(), lap)) {
      Path copy = programs.directory().resolve("copy-" + repository.getFileName());
      Maintenance.copy(repository, copy, RepositoryOptions.standard());
      unchangedByRebuild(fossil, repository.getFileName().toString(), copy);
    }
  }

  private void verify(String what, Path repository) throws InterruptedException {
    Programs.Ended ended = programs.run(programs.edgesync(List.of("verify", "-R", repository.toString())), PATIENCE);
    claim(what, ended.took(), ended.code() == 0, Programs.lastLines(ended.output()));
  }

  private void unchangedByRebuild(StockFossil fossil, String what, Path repository) throws InterruptedException {
    Tables before = Tables.of(repository);
    Duration took = fossil.rebuild(repository);
    List<String> changed = before.changesTo(Tables.of(repository));
    claim("fossil rebuild", took, changed.isEmpty(), what + (changed.isEmpty()
        ? ": no row changed of " + before.counts()
        : ": " + changed.size() + " rows changed, first " + changed.getFirst()));
  }

  private void stop(LeafProcess first, LeafProcess second) throws InterruptedException {
    long peak = Math.max(first.peakMebibytes(), second.peakMebibytes());
    boolean alive = first.isAlive() && second.isAlive();
    int lap = second.stop();
    int desk = first.stop();
    claim("stop", null, alive && lap == 0 && desk == 0,
        "both leaves ran to the end and stopped cleanly (exit codes " + desk + " and "
            + lap + "), at most " + peak + " MiB resident");
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void claim(String what, @Nullable Duration took, boolean holds, String detail) {
    held &= holds;
    line(holds ? what : what + " FAILED", took, detail);
  }

  private void line(String what, @Nullable Duration took, String detail) {
    String time = took == null ? "" : String.format(Locale.ROOT, "%.2f s", took.toNanos() / 1e9);
    out.println(String.format(Locale.ROOT, "  %-24s %9s  %s", what, time, detail));
    out.flush();
  }
}

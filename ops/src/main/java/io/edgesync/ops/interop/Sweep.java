package io.edgesync.ops.interop;

import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.soak.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Plays cells of the matrix, each after its control, several at a time. */
final class Sweep {

  private final Programs programs;
  private final Path fossil;
  private final Consumer<String> say;
  private final Map<Names, Scenery> sceneries = new EnumMap<>(Names.class);
  private final AtomicInteger number = new AtomicInteger();
  private final Map<Case, FutureTask<Ended>> controls = new ConcurrentHashMap<>();

  /** @param programs in the directory that all of it happens in */
  Sweep(Programs programs, StockFossil fossil, Consumer<String> say) {
    this.programs = programs;
    this.fossil = fossil.program();
    this.say = say;
  }

  /** Plays {@code cells}, {@code jobs} at a time. */
  InteropReport run(List<Case> cells, int jobs) throws IOException, InterruptedException {
    long began = System.nanoTime();
    List<Callable<Void>> paint = new ArrayList<>();
    List<Names> names = cells.stream().map(Case::names).distinct().toList();
    for (Names each : names) {
      paint.add(() -> {
        Scenery scenery = Scenery.make(programs, fossil, programs.directory().resolve("scenery-" + each), each);
        synchronized (sceneries) {
          sceneries.put(each, scenery);
        }
        return null;
      });
    }
    List<InteropReport.Fault> faults = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(jobs)) {
      for (Future<Void> painted : pool.invokeAll(paint)) {
        get(painted);
      }
      List<Future<List<String>>> verdicts = new ArrayList<>();
      for (Case cell : cells) {
        verdicts.add(pool.submit(() -> play(cell)));
      }
      for (int i = 0; i < cells.size(); i++) {
        List<String> wrong = get(verdicts.get(i));
        if (!wrong.isEmpty()) {
          faults.add(new InteropReport.Fault(cells.get(i), wrong));
        }
      }
    }
    return new InteropReport(cells.size(), controls.size(), faults, (System.nanoTime() - began) / 1_000_000_000);
  }

  private static <T> T get(Future<T> result) throws IOException, InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private Scenery scenery(Case cell) {
    synchronized (sceneries) {
      return Objects.requireNonNull(sceneries.get(cell.names()));
    }
  }

  private Ended control(Case control) throws IOException, InterruptedException {
    FutureTask<Ended> task = controls.computeIfAbsent(control, each -> new FutureTask<>(() -> hold(each)));
    task.run();
    return get(task);
  }

  private Ended hold(Case cell) throws IOException, InterruptedException {
    // Short: the path of a daemon's socket may have 100 bytes.
    Path directory = Files.createDirectory(programs.directory().resolve("at-" + number.incrementAndGet()));
    return new Meeting(cell, new Programs(programs.terminal(), directory), fossil).hold(scenery(cell));
  }

  private List<String> play(Case cell) throws IOException, InterruptedException {
    Ended control = control(cell.control());
    Ended controlOfFiles = control(cell.controlOfFiles());
    Ended ended = hold(cell);
    List<String> faults = new ArrayList<>(Verdict.faults(cell, scenery(cell), ended, control, controlOfFiles));
    Judge judge = new Judge(new StockFossil(new Programs(programs.terminal(), ended.directory()), fossil));
    for (Path file : List.of(ended.server(), ended.client())) {
      if (isOther(file, scenery(cell))) {
        faults.addAll(judge.integrity(file));
        faults.addAll(judge.rebuildDifferences(file));
      }
    }
    say.accept((faults.isEmpty() ? "ok " : "FAILED in " + ended.directory().getFileName() + " ") + cell
        + (control.refusals().isEmpty()
            ? ""
            : ", refused: " + String.join("; ", control.refusals())));
    faults.forEach(fault -> say.accept("  " + fault));
    return faults;
  }

  /** What nobody wrote into is as sound as it was. */
  private static boolean isOther(Path file, Scenery scenery) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    for (Path template : List.of(scenery.open(), scenery.closed(), scenery.client())) {
      if (Files.mismatch(file, template) < 0) {
        return false;
      }
    }
    return true;
  }
}

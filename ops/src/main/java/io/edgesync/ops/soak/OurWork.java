package io.edgesync.ops.soak;

import io.edgesync.cli.process.Programs;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.timeline.Entry;
import io.edgesync.repository.timeline.FileEntry;
import io.edgesync.repository.timeline.TimelineFilter;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Our side: one writer that makes check-ins on trunk, receives artifacts and holds transactions open as long as the pace says, and readers
 * that walk what they find and look for halves of transactions. Works until closed, which waits for all of them.
 */
final class OurWork implements AutoCloseable {

  private static final int READERS = 3;
  private static final int READER_PAUSE_MILLIS = 5;
  private static final String HOLD = "INSERT INTO fx_soak VALUES(1)";

  private final Pace pace;
  private final Repository repository;
  /** As another program of ours would: without the gate of the first one. */
  private final RepositoryDatabase second;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SplittableRandom random = new SplittableRandom();
  private final RandomTexts texts = new RandomTexts(random.split());

  /** Set by {@link #close}, seen by every thread of this. */
  private volatile boolean stopped;

  // Written by the writer, read after close() has waited for it.
  private final Map<Hash, Map<String, Hash>> checkins = new LinkedHashMap<>();
  private final List<Hash> received = new ArrayList<>();

  private final Waits waits = new Waits();
  private final AtomicLong reads = new AtomicLong();
  private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();

  private OurWork(Path file, Pace pace) {
    this.pace = pace;
    this.repository = Repository.open(file, RepositoryOptions.standard());
    this.second = RepositoryDatabase.of(file, RepositoryOptions.STOCK_PATIENCE);
  }

  static OurWork on(Path file, Pace pace) {
    OurWork work = new OurWork(file, pace);
    work.begin();
    return work;
  }

  private void begin() {
    second.write(transaction -> {
      transaction.session().execute("CREATE TABLE IF NOT EXISTS fx_soak(n)");
      return null;
    });
    loop(pace.pauseMillis(), () -> checkin(), () -> receive(), () -> hold());
    for (int i = 0; i < READERS; i++) {
      loop(READER_PAUSE_MILLIS, () -> walk());
    }
    loop(READER_PAUSE_MILLIS, () -> lookForHalves());
  }

  Map<Hash, Map<String, Hash>> checkins() {
    return checkins;
  }

  List<Hash> received() {
    return received;
  }

  Waits waits() {
    return waits;
  }

  long reads() {
    return reads.get();
  }

  List<String> errors() {
    return List.copyOf(errors);
  }

  /** One step after the other with pauses between, until the end or the first error. */
  private void loop(int pauseMillis, Runnable... steps) {
    AtomicInteger next = new AtomicInteger();
    threads.submit(() -> {
      try {
        while (!stopped) {
          steps[next.getAndIncrement() % steps.length].run();
          pause(pauseMillis);
        }
      } catch (RuntimeException | Error e) {
        errors.add(e.toString());
      }
    });
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void timed(Runnable work) {
    long began = System.nanoTime();
    work.run();
    waits.add(System.nanoTime() - began);
  }

  private void checkin() {
    byte[] content = texts.next();
    String path = "ours/f" + random.nextInt(20) + ".txt";
    timed(() -> {
      Hash made = repository.checkins().commit(
          CheckinRequest.of(Map.of(path, NewFile.of(content)), "ours " + checkins.size(), Programs.LOGIN));
      checkins.put(made, Map.of(path, RandomTexts.name(content)));
    });
  }

  private void receive() {
    timed(() -> {
      try (ArtifactWriter writer = repository.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
        for (int i = 0; i < 5; i++) {
          byte[] content = texts.next();
          writer.file(RandomTexts.name(content), null, Content.of(content), false);
        }
        received.addAll(writer.finish().stored());
      }
    });
  }

  private void hold() {
    timed(() -> second.write(transaction -> {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pace.heldMillis());
      transaction.session().update(HOLD);
      while (end - System.nanoTime() > 0) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      return null;
    }));
  }

  /** A check-in that shows is there whole: its manifest, its files, their contents. */
  private void walk() {
    for (Entry entry : repository.timeline().newest(3, TimelineFilter.CHECKINS)) {
      Hash tip = entry.artifact();
      List<FileEntry> files = repository.timeline().files(tip);
      if (repository.timeline().checkin(tip).isEmpty()) {
        throw new IllegalStateException("check-in " + tip + " is in the timeline only");
      }
      if (!files.isEmpty()) {
        Hash content = files.get(ThreadLocalRandom.current().nextInt(files.size())).content();
        repository.artifacts().load(content)
            .orElseThrow(() -> new IllegalStateException("artifact " + content + " is not there"))
            .close();
      }
    }
    reads.incrementAndGet();
  }

  private void lookForHalves() {
    second.read(session -> {
      WholeTransactions.check(session);
      return null;
    });
    reads.incrementAndGet();
  }

  @Override
  public void close() {
    stopped = true;
    threads.close();
    second.close();
    repository.close();
  }
}

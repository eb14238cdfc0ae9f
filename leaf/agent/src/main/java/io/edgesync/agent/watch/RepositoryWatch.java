package io.edgesync.agent.watch;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.sync.Fingerprint;
import io.edgesync.sync.KeptFingerprint;
import io.edgesync.xfer.artifact.Hash;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one repository's fingerprint true and tells of every public artifact that becomes available, once, whoever stored it:
 * another program, a session of ours, or somebody who pushed.
 */
public final class RepositoryWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RepositoryWatch.class);
  /** Between two looks, so that a busy writer does not make us read all the time; behind a long look four times what it took beyond that, within these. */
  private static final Duration BREATH = Duration.ofMillis(20);
  private static final Duration LONG_LOOK = Duration.ofMillis(50);
  private static final Duration LONG_BREATH = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final long UNASKED = -1;
  /** How often the fingerprint is made anew, whatever the repository says of what happened to it. */
  private static final Duration AUDIT = Duration.ofMinutes(15);

  private final Repository repository;
  private final Duration pollInterval;
  private final Consumer<List<Hash>> listener;
  private final Runnable lessListener;
  private final ReentrantLock looking = new ReentrantLock();
  private final Semaphore nudges = new Semaphore(0);
  /** How many write here and look afterwards. */
  private final AtomicInteger writers = new AtomicInteger();
  /** Whether somebody nudged, and nobody looked since nor was told to. */
  private final AtomicBoolean held = new AtomicBoolean();
  private final Thread thread;
  private final KeptFingerprint kept;
  /** As of the last look that asked for it; {@link #UNASKED} after one that came without. */
  private long dataVersion;
  private FileStamp stamp;
  private long auditedNanos;
  /** Written by close, read by the watching thread. */
  private volatile boolean closed;
  /** Written by the watching thread, read by everybody. */
  private volatile String trouble = "";
  /** Written by the watching thread, read by everybody. */
  private volatile boolean isOther;
  /** Set by who follows the file, read by the watching thread. */
  private volatile Runnable other = () -> {};
  /** Set before the watch starts. */
  private volatile Runnable looked = () -> {};

  /**
   * Reads all names once, then watches.
   *
   * @param pollInterval between two looks without a nudge; zero for none
   * @param listener     hears of new names, on whichever thread looked; must not block for long
   * @param lessListener hears that names may have gone, or others may be wanted than before, likewise
   */
  public RepositoryWatch(Repository repository, Duration pollInterval, Consumer<List<Hash>> listener,
      Runnable lessListener) {
    this.repository = repository;
    this.pollInterval = pollInterval;
    this.listener = listener;
    this.lessListener = lessListener;
    this.dataVersion = repository.changes().dataVersion();
    this.kept = new KeptFingerprint(repository.changes(), repository.artifacts());
    this.stamp = FileStamp.NONE;
    // Many that were opened together are not audited together.
    this.auditedNanos = System.nanoTime() - ThreadLocalRandom.current().nextLong(AUDIT.toNanos() / 2);
    this.thread = Thread.ofVirtual().name("watch-" + repository.file().getFileName()).unstarted(this::watch);
  }

  /** {@code action} follows each look at something that may have changed, whether or not there are news; it must not block. */
  public void onLook(Runnable action) {
    looked = action;
  }

  /** Begins to look; until then nobody is told anything. */
  public void start() {
    thread.start();
  }

  /** The digest of the public artifacts, 32 hexadecimal digits. */
  public String digest() {
    return kept.fingerprint().digest();
  }

  /** Public artifacts held. */
  public int artifacts() {
    return kept.fingerprint().count();
  }

  /** Something may have happened; looks soon, on the watch's own thread. Never blocks. */
  public void nudge() {
    held.set(true);
    letGo();
  }

  private void letGo() {
    if (writers.get() == 0 && held.getAndSet(false)) {
      nudges.release();
    }
  }

  /**
   * Does {@code work}, which writes here and then calls {@link #lookNow}. That look answers who nudged before, as each write does by its event: a
   * look of its own would take the processor from those who wait for what was written.
   */
  public <T> T writing(Supplier<T> work) {
    writers.incrementAndGet();
    try {
      return work.get();
    } finally {
      writers.decrementAndGet();
      letGo();
    }
  }

  /** Looks now, whatever the data version says; returns when the listener has heard of everything new. */
  public void lookNow() {
    looking.lock();
    try {
      dataVersion = UNASKED;
      held.set(false);
      tellNews();
    } catch (RuntimeException e) {
      // The data version may be taken over: nobody else would look again.
      nudge();
      throw e;
    } finally {
      looking.unlock();
    }
  }

  /** The fingerprint of what the repository holds now; whoever listens hears of what is new first. */
  public Fingerprint fingerprint() {
    lookNow();
    return kept.fingerprint();
  }

  private void watch() {
    while (!closed) {
      try {
        boolean nudged = waitForNudge();
        nudges.drainPermits();
        if (closed) {
          return;
        }
        long began = System.nanoTime();
        lookIfChanged(nudged);
        well();
        long tookNanos = System.nanoTime() - began;
        TimeUnit.NANOSECONDS
            .sleep(Math.clamp(4 * (tookNanos - LONG_LOOK.toNanos()), BREATH.toNanos(), LONG_BREATH.toNanos()));
      } catch (InterruptedException closing) {
        return;
      } catch (RepositoryException e) {
        if (closed) {
          return;
        }
        unwell(String.valueOf(e.getMessage()));
        if (e instanceof RepositoryException.OtherProject) {
          isOther = true;
          other.run();
        }
        retryLater();
      } catch (RuntimeException e) {
        // A listener's fault must not end the watch.
        LOG.error("change not passed on file={}", repository.file(), e);
        retryLater();
      }
    }
  }

  private void unwell(String why) {
    if (!why.equals(trouble)) {
      trouble = why;
      LOG.warn("repository cannot be looked at, tried again every second file={} error={}", repository.file(), why);
    }
  }

  private void well() {
    if (!trouble.isEmpty()) {
      trouble = "";
      isOther = false;
      LOG.info("repository can be looked at again file={}", repository.file());
    }
  }

  /** Why the repository could not be looked at when that was tried last; empty when it could. */
  public String trouble() {
    return trouble;
  }

  /** Whether the file holds another project now. */
  public boolean isOther() {
    return isOther;
  }

  /** {@code action} runs each time when the file is found to hold another project. */
  public void onOther(Runnable action) {
    other = action;
  }

  private boolean waitForNudge() throws InterruptedException {
    if (pollInterval.isZero()) {
      nudges.acquire();
      return true;
    }
    return nudges.tryAcquire(pollInterval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void retryLater() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      nudge();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookIfChanged(boolean nudged) {
    looking.lock();
    try {
      if (nudged) {
        // Nothing is asked before the look itself, for which somebody waits; the next poll looks once more.
        stamp = FileStamp.NONE;
        dataVersion = UNASKED;
        tellNews();
      } else {
        pollOnce();
      }
      if (System.nanoTime() - auditedNanos > AUDIT.toNanos()) {
        auditedNanos = System.nanoTime();
        audit();
      }
    } finally {
      looking.unlock();
    }
  }

  /** A look through SQLite takes a thread and a connection, which a hundred idle repositories have better uses for. */
  private void pollOnce() {
    FileStamp written = FileStamp.of(repository.file());
    if (!written.isAs(stamp)) {
      stamp = written;
      long now = repository.changes().dataVersion();
      if (now != dataVersion) {
        dataVersion = now;
        tellNews();
      }
    }
  }

  /** What came is told before the scan that may have to follow. */
  private void tellNews() {
    tell(kept.look());
    Fingerprint before = kept.fingerprint();
    tell(kept.settle());
    if (kept.fingerprint() != before) {
      // Of an equal set, too: after a change of the shun list we may want what we did not want.
      lessListener.run();
    }
    looked.run();
  }

  private void audit() {
    String before = digest();
    List<Hash> came = kept.scan();
    tell(came);
    if (!came.isEmpty() || !digest().equals(before)) {
      lessListener.run();
    }
  }

  private void tell(List<Hash> names) {
    if (!names.isEmpty()) {
      listener.accept(names);
    }
  }

  /** Ends the thread and waits for a look that is under way. */
  @Override
  public void close() {
    closed = true;
    nudge();
    thread.interrupt();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofSeconds(3))) {
        LOG.warn("repository is still being looked at file={}", repository.file());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

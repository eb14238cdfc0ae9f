package io.edgesync.repository.rebuild;

import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes expanded artifacts on worker threads and compares with their names. The walk submits and goes on; it waits only when more
 * than the agreed bytes are on their way. Workers take what is there in gulps, so that their hashers always have several artifacts
 * to lay side by side. Of several workers one can be lent to other work that is waited for just as much.
 */
final class NameCheck implements AutoCloseable {

  /** Told on a worker's thread, under no lock. */
  interface Findings {
    void wrongName(int slot, Hash actual);

    /** The Z-card at the end of a text that reads as an artifact does not fit. */
    void wrongChecksum(int slot);
  }

  /**
   * @param checksummed how many bytes at the start a Z-card covers, or 0 when none has to be checked
   */
  private record Task(int slot, Expansion content, int checksummed) {}

  private static final int GULP = 32;
  private static final int DIGEST_HEX = 32;

  private final NameTable names;
  private final Findings findings;
  private final long bytesInFlightMax;
  private final List<Thread> workers = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition left = lock.newCondition();
  private final Condition returned = lock.newCondition();
  private final Deque<Task> waiting = new ArrayDeque<>();
  private long bytesInFlight;
  private boolean noMore;
  private boolean isLent;
  /** The walk cannot go on before bytes that are on their way have been hashed. */
  private boolean walkWaits;
  private @Nullable Throwable failure;

  NameCheck(NameTable names, Supplier<ArtifactHasher> hashers, int threads, long bytesInFlightMax, Findings findings) {
    this.names = names;
    this.findings = findings;
    this.bytesInFlightMax = bytesInFlightMax;
    for (int i = 0; i < threads; i++) {
      boolean isLendable = i > 0;
      workers.add(Thread.ofPlatform().name("artifact-hash-" + i).daemon(true).start(() -> work(hashers, isLendable)));
    }
  }

  /** Has one worker rest, where there are several: its processor is somebody else's until {@link #takeBack}, or until nothing more comes. */
  void lend() {
    setLent(true);
  }

  void takeBack() {
    setLent(false);
  }

  private void setLent(boolean lent) {
    lock.lock();
    try {
      isLent = lent && !noMore;
      returned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Hands an artifact over and holds it until it was hashed; waits while too many bytes are on their way. */
  void submit(int slot, Expansion content, int checksummed) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (bytesInFlight > 0 && bytesInFlight + content.length() > bytesInFlightMax && failure == null) {
        walkWaits = true;
        arrived.signalAll();
        left.await();
      }
      walkWaits = false;
      rethrow();
      content.hold();
      bytesInFlight += content.length();
      waiting.add(new Task(slot, content, checksummed));
      if (waiting.size() >= GULP || bytesInFlight * 2 > bytesInFlightMax) {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything submitted has been looked at. */
  void finish() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      noMore = true;
      isLent = false;
      arrived.signalAll();
      returned.signalAll();
    } finally {
      lock.unlock();
    }
    for (Thread worker : workers) {
      worker.join();
    }
    lock.lockInterruptibly();
    try {
      rethrow();
    } finally {
      lock.unlock();
    }
  }

  private void rethrow() {
    if (failure != null) {
      throw new IllegalStateException("hashing failed", failure);
    }
  }

  private void work(Supplier<ArtifactHasher> hashers, boolean isLendable) {
    try (ArtifactHasher hasher = hashers.get()) {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      List<Task> gulp = new ArrayList<>();
      while (take(gulp, hasher, isLendable)) {
        for (Task task : gulp) {
          check(task, hasher, md5);
        }
        gulp.clear();
      }
      hasher.drain();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (NoSuchAlgorithmException | RuntimeException | Error e) {
      fail(e);
    }
  }

  /** Fills {@code gulp}; false when no more will come. */
  private boolean take(List<Task> gulp, ArtifactHasher hasher, boolean isLendable) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (isLendable && isLent) {
        drain(hasher);
        // Whom a signal of an arrival was for.
        arrived.signal();
        while (isLent) {
          returned.await();
        }
      }
      while (!worthTaking()) {
        if (waiting.isEmpty() && noMore) {
          return false;
        }
        if (!walkWaits && !noMore) {
          // What this hasher still holds fills its lanes together with what comes next.
          arrived.await();
          continue;
        }
        drain(hasher);
        if (!worthTaking() && !noMore) {
          arrived.await();
        }
      }
      while (gulp.size() < GULP && !waiting.isEmpty()) {
        gulp.add(waiting.poll());
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The walk may be waiting for just these bytes, which count as on their way. The lock is held before and after. */
  private void drain(ArtifactHasher hasher) {
    lock.unlock();
    try {
      hasher.drain();
    } finally {
      lock.lock();
    }
  }

  /** A gulp is whole, or the rest of it will not come before this is done. */
  private boolean worthTaking() {
    return waiting.size() >= GULP
        || (!waiting.isEmpty() && (noMore || walkWaits || bytesInFlight * 2 > bytesInFlightMax));
  }

  private void check(Task task, ArtifactHasher hasher, MessageDigest md5) {
    byte[] content = task.content.array();
    if (task.checksummed > 0) {
      md5.update(content, 0, task.checksummed);
      if (!isDigest(md5.digest(), content, task.checksummed + 2)) {
        findings.wrongChecksum(task.slot);
      }
    }
    HashAlgorithm algorithm = names.isSha1(task.slot) ? HashAlgorithm.SHA1 : HashAlgorithm.SHA3_256;
    hasher.submit(algorithm, content, 0, task.content.length(), name -> hashed(task, name));
  }

  private void hashed(Task task, Hash name) {
    if (!names.matches(task.slot, name)) {
      findings.wrongName(task.slot, name);
    }
    task.content.release();
    lock.lock();
    try {
      bytesInFlight -= task.content.length();
      left.signal();
    } finally {
      lock.unlock();
    }
  }

  private static boolean isDigest(byte[] digest, byte[] text, int offset) {
    for (int i = 0; i < DIGEST_HEX; i++) {
      int nibble = (i & 1) == 0 ? (digest[i >> 1] >> 4) & 15 : digest[i >> 1] & 15;
      if (text[offset + i] != Character.forDigit(nibble, 16)) {
        return false;
      }
    }
    return true;
  }

  private void fail(Throwable cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Stops the workers where they are and waits for them. */
  @Override
  public void close() {
    for (Thread worker : workers) {
      worker.interrupt();
    }
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.edgesync.repository.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NameCheckTest implements NameCheck.Findings {

  private static final int ARTIFACTS = 2_000;
  private static final int WRONG = 1_234;
  private static final int GULP = 32;
  /** Bytes of about as many artifacts as a gulp has. */
  private static final int IN_FLIGHT = 800;

  private final Set<Integer> wrong = ConcurrentHashMap.newKeySet();
  private final Map<Thread, AtomicInteger> hashed = Collections.synchronizedMap(new HashMap<>());

  /** Whoever has hashed much waits for as many workers as this counts. */
  private CountDownLatch busy = new CountDownLatch(0);

  @Override
  public void wrongName(int slot, Hash actual) {
    wrong.add(slot);
  }

  @Override
  public void wrongChecksum(int slot) {
    throw new AssertionError("none of them has a checksum, slot " + slot);
  }

  /** Counts what the worker that it is made for hashes. */
  private ArtifactHasher counting() {
    AtomicInteger count = new AtomicInteger();
    hashed.put(Thread.currentThread(), count);
    return new ArtifactHasher() {
      private final ArtifactHasher jdk = new JdkArtifactHasher();

      @Override
      public void submit(HashAlgorithm algorithm, byte[] bytes, int offset, int length, Result result) {
        hashing(count.incrementAndGet());
        jdk.submit(algorithm, bytes, offset, length, result);
      }

      @Override
      public void drain() {
        jdk.drain();
      }

      @Override
      public void close() {
        jdk.close();
      }
    };
  }

  private void hashing(int count) {
    if (count == 3 * GULP) {
      busy.countDown();
      try {
        busy.await();
      } catch (InterruptedException closed) {
        throw new IllegalStateException(closed);
      }
    }
  }

  private static byte[] content(int slot) {
    return ("content of artifact " + slot).getBytes(UTF_8);
  }

  private static NameTable names() {
    NameTable names = new NameTable(ARTIFACTS);
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      for (int slot = 0; slot < ARTIFACTS; slot++) {
        names.add(hasher.hash(HashAlgorithm.SHA3_256, content(slot == WRONG ? -1 : slot)).hex());
      }
    }
    return names;
  }

  private NameCheck check(int threads) {
    return new NameCheck(names(), this::counting, threads, IN_FLIGHT, this);
  }

  private static void submitAll(NameCheck check) throws InterruptedException {
    for (int slot = 0; slot < ARTIFACTS; slot++) {
      Expansion content = new Expansion(content(slot), content(slot).length, ContentArrays.NEW);
      check.submit(slot, content, 0);
      content.release();
    }
    check.finish();
  }

  @Test
  void whoIsLentRestsAndTheOthersCheckEverything() throws Exception {
    try (NameCheck check = check(2)) {
      check.lend();

      submitAll(check);
    }

    assertThat(wrong).containsExactly(WRONG);
    // One may be on its way as it is lent, and one is left when nothing more comes.
    assertThat(hashed.values().stream().mapToInt(AtomicInteger::get).min().orElseThrow()).isLessThanOrEqualTo(3 * GULP);
    assertThat(hashed.values().stream().mapToInt(AtomicInteger::get).sum()).isEqualTo(ARTIFACTS);
  }

  @Test
  void theOnlyWorkerIsNeverLent() throws Exception {
    try (NameCheck check = check(1)) {
      check.lend();

      submitAll(check);
    }

    assertThat(wrong).containsExactly(WRONG);
  }

  @Test
  @Timeout(60)
  void whoIsTakenBackWorksOn() throws Exception {
    busy = new CountDownLatch(2);
    try (NameCheck check = check(2)) {
      check.lend();
      check.takeBack();

      submitAll(check);
    }

    assertThat(wrong).containsExactly(WRONG);
    assertThat(hashed.values().stream().mapToInt(AtomicInteger::get).sum()).isEqualTo(ARTIFACTS);
  }
}

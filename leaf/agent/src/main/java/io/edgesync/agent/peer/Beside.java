package io.edgesync.agent.peer;

import io.edgesync.agent.configuration.RepositorySettings;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.unversioned.UnversionedFile;
import io.edgesync.sync.BoundedMap;
import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one repository keeps equal with its peers beside public artifacts: unversioned files and private artifacts, where its settings say so. No
 * fingerprint tells of them; their digests are announced when they change here, and when a node is heard that was not there before. Costs nothing
 * where neither is set.
 */
final class Beside implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Beside.class);
  /** Between two announcements: many nodes may come at once. */
  private static final Duration BREATH = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofSeconds(1);
  /** What is told may be lost on its way, and stands in no beacon. */
  private static final Duration AGAIN = Duration.ofMinutes(10);

  private final Repository repository;
  private final RepositorySettings settings;
  private final Consumer<Map<String, String>> announcing;
  private final Semaphore nudges = new Semaphore(0);
  private final Set<String> heard;
  private final Thread thread;
  /** What was announced last; the thread's. */
  private Map<String, String> told = Map.of();
  /** Somebody came who has not heard. Written by who hears others, read by the thread. */
  private volatile boolean isAsked;

  /**
   * @param nodesMax   remembered as of now
   * @param announcing sends the digests, by kind
   */
  Beside(Repository repository, RepositorySettings settings, IntSupplier nodesMax,
      Consumer<Map<String, String>> announcing) {
    this.repository = repository;
    this.settings = settings;
    this.heard = BoundedMap.setOf(nodesMax);
    this.announcing = announcing;
    this.thread = Thread.ofVirtual().name("beside-" + repository.file().getFileName()).unstarted(this::follow);
  }

  private boolean isUsed() {
    return settings.unversioned() || settings.privateToo();
  }

  void start() {
    if (isUsed()) {
      thread.start();
      nudges.release();
    }
  }

  /** Something may have changed here. */
  void look() {
    if (isUsed()) {
      nudges.release();
    }
  }

  /** A node was heard; who is new hears what is here. */
  void heard(String node) {
    if (isUsed() && heard.add(node)) {
      isAsked = true;
      nudges.release();
    }
  }

  /** A node is gone, and may be new again. */
  void gone(String node) {
    heard.remove(node);
  }

  /** Those behind a lost link may be new again, whoever they are. */
  void forgetAll() {
    heard.clear();
  }

  /** Somebody's digests and ours, where they differ in what is kept equal here; null where they do not. */
  @Nullable
  String difference(Map<String, String> theirs) {
    if (!isUsed() || theirs.isEmpty()) {
      return null;
    }
    Map<String, String> ours = now();
    boolean differ = ours.entrySet().stream().anyMatch(
        each -> theirs.containsKey(each.getKey()) && !each.getValue().equals(theirs.get(each.getKey())));
    return differ ? theirs + " " + ours : null;
  }

  private Map<String, String> now() {
    Map<String, String> now = new TreeMap<>();
    if (settings.unversioned()) {
      now.put("uv", repository.unversioned().catalogueHash());
    }
    if (settings.privateToo()) {
      now.put("private", digest(repository.artifacts().privateNames().stream().map(Hash::hex).sorted()));
    }
    return now;
  }

  /**
   * With what tells two states apart that have the same digests: whoever had a file from somebody and removed it at once has again what he announced before,
   * and others have to compare once more.
   */
  private Map<String, String> announcement() {
    Map<String, String> all = now();
    if (settings.unversioned()) {
      all.put("state", digest(repository.unversioned().list(true).stream().map(UnversionedFile::toString)));
    }
    return all;
  }

  private static String digest(Stream<String> lines) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      lines.forEach(line -> sha.update(line.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private void follow() {
    try {
      while (true) {
        long againMillis = AGAIN.toMillis() + ThreadLocalRandom.current().nextLong(AGAIN.toMillis());
        if (!nudges.tryAcquire(againMillis, TimeUnit.MILLISECONDS)) {
          isAsked = true;
        }
        nudges.drainPermits();
        boolean done = announce();
        TimeUnit.MILLISECONDS.sleep(done ? BREATH.toMillis() : RETRY.toMillis());
        if (!done) {
          nudges.release();
        }
      }
    } catch (InterruptedException closing) {
      return;
    }
  }

  /** Whether it need not be tried again. */
  private boolean announce() {
    boolean asked = isAsked;
    isAsked = false;
    try {
      Map<String, String> now = announcement();
      if (asked || !now.equals(told)) {
        announcing.accept(now);
        told = now;
      }
      return true;
    } catch (RepositoryException.Closed closing) {
      return true;
    } catch (RepositoryException e) {
      LOG.debug("not announced, tried again soon file={} error={}", repository.file(), e.getMessage());
    } catch (RuntimeException e) {
      // Must not end the thread.
      LOG.error("not announced, tried again soon file={}", repository.file(), e);
    }
    if (asked) {
      isAsked = true;
    }
    return false;
  }

  /** Ends the thread; waits for an announcement that is being made. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

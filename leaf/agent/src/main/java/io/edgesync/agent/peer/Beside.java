package io.edgesync.agent.peer;

import io.edgesync.agent.configuration.RepositorySettings;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
  private static final int NODES_MAX = 10_000;

  private final Repository repository;
  private final RepositorySettings settings;
  private final Consumer<Map<String, String>> announcing;
  private final Semaphore nudges = new Semaphore(0);
  private final Set<String> heard = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  /** Written by the thread, and by who hears others; read by both. */
  private volatile Map<String, String> digests = Map.of();
  /** Somebody came who has not heard. Written by who hears others, read by the thread. */
  private volatile boolean isAsked;

  /** @param announcing sends the digests, by kind */
  Beside(Repository repository, RepositorySettings settings, Consumer<Map<String, String>> announcing) {
    this.repository = repository;
    this.settings = settings;
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
    nudges.release();
  }

  /** A node was heard; who is new hears what is here. */
  void heard(String node) {
    if (isUsed() && heard.size() < NODES_MAX && heard.add(node)) {
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

  /** Whether somebody's digests differ from ours in what is kept equal here. */
  boolean differs(Map<String, String> theirs) {
    if (!isUsed() || theirs.isEmpty()) {
      return false;
    }
    Map<String, String> ours = now();
    return ours.entrySet().stream().anyMatch(
        each -> theirs.containsKey(each.getKey()) && !each.getValue().equals(theirs.get(each.getKey())));
  }

  private Map<String, String> now() {
    Map<String, String> now = new TreeMap<>();
    if (settings.unversioned()) {
      now.put("uv", repository.unversioned().catalogueHash());
    }
    if (settings.privateToo()) {
      now.put("private", digest());
    }
    return now;
  }

  private String digest() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      repository.artifacts().privateNames().stream().map(Hash::hex).sorted()
          .forEach(name -> sha.update(name.getBytes(StandardCharsets.US_ASCII)));
      return HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private void follow() {
    try {
      while (true) {
        nudges.acquire();
        nudges.drainPermits();
        announce();
        TimeUnit.MILLISECONDS.sleep(BREATH.toMillis());
      }
    } catch (InterruptedException closing) {
      return;
    }
  }

  private void announce() {
    boolean asked = isAsked;
    isAsked = false;
    try {
      Map<String, String> now = now();
      if (asked || !now.equals(digests)) {
        digests = now;
        announcing.accept(now);
      }
    } catch (RepositoryException e) {
      LOG.debug("not announced file={} error={}", repository.file(), e.getMessage());
    }
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

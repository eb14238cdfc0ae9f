package io.edgesync.agent;

import io.edgesync.agent.configuration.RepositoryDirectory;
import io.edgesync.agent.configuration.RepositoryFile;
import io.edgesync.agent.status.RefusedFile;
import io.edgesync.agent.watch.FileEvents;
import io.edgesync.repository.RepositoryException;
import io.edgesync.sync.PeerText;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the {@code .fossil} files of one directory while they are there. A file that comes is opened when nobody has written to it for a moment, and served
 * when it is a valid repository; SQLite itself sees from the first page that a copy is not complete. Directories below, symbolic links and names that
 * begin with a dot are passed over.
 */
final class RepositoryFolder implements AutoCloseable {

  /** Who serves, and lets go. */
  interface Serving {
    ServedProject serve(RepositoryFile file) throws AgentException;

    void letGo(ServedProject project);
  }

  private static final Logger LOG = LoggerFactory.getLogger(RepositoryFolder.class);
  /** Between two looks at a file that came. */
  private static final Duration QUIET = Duration.ofMillis(200);
  private static final Duration OLD = Duration.ofSeconds(1);
  /** What was refused may be taken later: another clone of the project may have gone. */
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** What changes when a file is written to, or another one takes its place. */
  private record Stamp(@Nullable Object key, long bytes, FileTime written) {}

  private record Served(ServedProject project, @Nullable Object key) {}

  private record Refused(Stamp stamp, String why, long nanos) {}

  private final RepositoryDirectory what;
  private final Serving serving;
  private final FileEvents events;
  private final Duration pollInterval;
  private final Map<Path, Served> served = new HashMap<>();
  private final Map<Path, Stamp> lastSeen = new HashMap<>();
  /** Changed by the thread, read by everybody. */
  private final Map<Path, Refused> refused = new ConcurrentSkipListMap<>();
  private final Semaphore nudges = new Semaphore(0);
  private final Thread thread;
  private boolean isGone;
  private @Nullable Path watched;

  /** Serves what is there already before it returns, but for files that were written to this moment. */
  RepositoryFolder(RepositoryDirectory what, Serving serving, FileEvents events, Duration pollInterval) {
    this.what = what;
    this.serving = serving;
    this.events = events;
    this.pollInterval = pollInterval;
    boolean again = look();
    this.thread = Thread.ofVirtual().name("folder-" + what.directory().getFileName()).start(() -> follow(again));
  }

  private void follow(boolean lookAgain) {
    boolean again = lookAgain;
    try {
      while (true) {
        Duration pause = again ? QUIET : refused.isEmpty() || isBefore(pollInterval, RETRY) ? pollInterval : RETRY;
        if (pause.isZero()) {
          nudges.acquire();
        } else if (!nudges.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.trace("looking without an event directory={}", what.directory());
        }
        nudges.drainPermits();
        again = lookGuarded();
      }
    } catch (InterruptedException closing) {
      return;
    }
  }

  /** What fails must not end the following. */
  private boolean lookGuarded() throws InterruptedException {
    while (true) {
      try {
        return look();
      } catch (RuntimeException e) {
        LOG.error("directory not looked through, tried again soon directory={}", what.directory(), e);
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      }
    }
  }

  private static boolean isBefore(Duration one, Duration other) {
    return !one.isZero() && one.compareTo(other) < 0;
  }

  /** Whether something is to be looked at again soon. */
  private boolean look() {
    Map<Path, Stamp> now = list();
    for (Path file : Set.copyOf(served.keySet())) {
      Stamp stamp = now.get(file);
      Served before = served.get(file);
      if (before != null && (stamp == null || !Objects.equals(stamp.key(), before.key())
          || before.project().isOtherProject())) {
        served.remove(file);
        serving.letGo(before.project());
        // Another clone of its project may be taken now.
        refused.replaceAll((_, why) -> new Refused(why.stamp(), why.why(), why.nanos() - RETRY.toNanos()));
      }
    }
    boolean again = false;
    for (Map.Entry<Path, Stamp> each : now.entrySet()) {
      if (!served.containsKey(each.getKey()) && !isRefused(each.getKey(), each.getValue())) {
        again |= !isQuiet(each.getKey(), each.getValue()) || !serve(each.getKey(), each.getValue());
      }
    }
    refused.keySet().retainAll(now.keySet());
    lastSeen.clear();
    lastSeen.putAll(now);
    return again;
  }

  private boolean isRefused(Path file, Stamp stamp) {
    Refused before = refused.get(file);
    return before != null && before.stamp().equals(stamp) && System.nanoTime() - before.nanos() < RETRY.toNanos();
  }

  private boolean isQuiet(Path file, Stamp stamp) {
    return stamp.equals(lastSeen.get(file))
        || stamp.written().toInstant().isBefore(Instant.now().minus(OLD));
  }

  /** Whether it is decided. */
  private boolean serve(Path file, Stamp stamp) {
    Optional<String> nameless = RepositoryCheck.nameless(file);
    if (nameless.isPresent()) {
      refuse(file, stamp, nameless.get());
      return true;
    }
    try {
      ServedProject project = serving.serve(new RepositoryFile(file, what.settings()));
      served.put(file, new Served(project, stamp.key()));
      project.onOtherProject(nudges::release);
      refused.remove(file);
    } catch (RepositoryException.Closed closing) {
      return true;
    } catch (AgentException | RepositoryException e) {
      refuse(file, stamp, String.valueOf(e.getMessage()));
    }
    return true;
  }

  private void refuse(Path file, Stamp stamp, String why) {
    Refused before = refused.put(file, new Refused(stamp, why, System.nanoTime()));
    if (before == null || !before.why().equals(why)) {
      LOG.error("repository not served file={} reason={}", PeerText.clean(file.toString()), why);
    }
  }

  private Map<Path, Stamp> list() {
    // Of two clones the one whose name comes first is served.
    Map<Path, Stamp> found = new TreeMap<>();
    try {
      Path real = what.directory().toRealPath();
      if (isGone || !real.equals(watched)) {
        // Registered first: what comes while the list is made is an event.
        events.watchDirectory(real, nudges::release);
        watched = real;
        isGone = false;
      }
      found.putAll(stamps(what.directory()));
    } catch (IOException e) {
      if (!isGone) {
        LOG.warn("directory cannot be read, what it held is let go directory={} error={}", what.directory(),
            e.toString());
      }
      isGone = true;
    }
    return found;
  }

  /** What a directory holds that would be served, in the order of names. */
  static Set<Path> files(Path directory) throws IOException {
    return stamps(directory).keySet();
  }

  private static Map<Path, Stamp> stamps(Path directory) throws IOException {
    Map<Path, Stamp> found = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*.fossil")) {
      for (Path file : all) {
        Stamp stamp = stamp(file);
        if (stamp != null) {
          found.put(file, stamp);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static @Nullable Stamp stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.isRegularFile() && !file.getFileName().toString().startsWith(".")
          ? new Stamp(now.fileKey(), now.size(), now.lastModifiedTime())
          : null;
    } catch (IOException gone) {
      return null;
    }
  }

  /** Files that are there and are not served, by name. */
  List<RefusedFile> refused() {
    return refused.entrySet().stream().map(each -> new RefusedFile(each.getKey().toString(), each.getValue().why()))
        .toList();
  }

  /** What it serves. */
  RepositoryDirectory what() {
    return what;
  }

  /** Lets everything go. */
  void letGo() {
    close();
    served.values().forEach(each -> serving.letGo(each.project()));
    served.clear();
  }

  /** Follows the directory no longer, and waits for the thread; what is served stays. */
  @Override
  public void close() {
    Path directory = watched;
    if (directory != null) {
      events.forgetDirectory(directory);
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

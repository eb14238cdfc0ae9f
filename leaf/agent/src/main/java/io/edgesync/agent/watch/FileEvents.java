package io.edgesync.agent.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of writes to files by other processes, through the directories they lie in. The files themselves are never opened:
 * SQLite's locks would be lost with the descriptor.
 *
 * <p>A transaction with a rollback journal shows in its journal's coming and going. Each page that it writes would be an event of its own, some hundred
 * of them for a small commit, while whoever writes waits for the processor: these are asked for only where a log ({@code -wal}) is written to.
 */
public final class FileEvents implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FileEvents.class);

  private static final String LOG_SUFFIX = "-wal";
  private static final WatchEvent.Kind<?>[] NAMES = {StandardWatchEventKinds.ENTRY_CREATE,
      StandardWatchEventKinds.ENTRY_DELETE};
  private static final WatchEvent.Kind<?>[] ALL = {StandardWatchEventKinds.ENTRY_CREATE,
      StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY};

  private final WatchService watcher;
  private final Map<Path, Runnable> listeners = new ConcurrentHashMap<>();
  private final Map<Path, Runnable> directories = new ConcurrentHashMap<>();
  private final Thread thread;

  private FileEvents(WatchService watcher) {
    this.watcher = watcher;
    this.thread = Thread.ofVirtual().name("file-events").start(this::hear);
  }

  public static FileEvents start() throws IOException {
    return new FileEvents(FileSystems.getDefault().newWatchService());
  }

  /**
   * Calls {@code listener} after each transaction on the database {@code file}; it must not block. One that leaves its journal where it is
   * ({@code PRAGMA journal_mode=PERSIST} or {@code TRUNCATE}) or has none is not told of.
   *
   * @param file its real path
   */
  public void watch(Path file, Runnable listener) {
    listeners.put(file, listener);
    Path directory = file.getParent();
    if (directory != null) {
      register(directory);
    }
  }

  /** Calls nobody for {@code file} any more. */
  public void forget(Path file) {
    listeners.remove(file);
  }

  /**
   * Calls {@code listener} after anything happened in a directory; it must not block.
   *
   * @param directory its real path
   */
  public void watchDirectory(Path directory, Runnable listener) {
    directories.put(directory, listener);
    register(directory);
  }

  /** Calls nobody for {@code directory} as such any more. */
  public void forgetDirectory(Path directory) {
    directories.remove(directory);
  }

  private void register(Path directory) {
    try {
      boolean isLogged = listeners.keySet().stream()
          .anyMatch(file -> directory.equals(file.getParent()) && Files.exists(Path.of(file + LOG_SUFFIX)));
      directory.register(watcher, isLogged || directories.containsKey(directory) ? ALL : NAMES);
    } catch (IOException e) {
      LOG.warn("directory is not watched, what is in it is only polled directory={} error={}", directory, e.toString());
    }
  }

  private void hear() {
    try {
      while (true) {
        WatchKey key = watcher.take();
        Set<Path> written = new HashSet<>();
        for (WatchEvent<?> event : key.pollEvents()) {
          if (event.context() instanceof Path name && key.watchable() instanceof Path directory) {
            if (isLogMade(event, name)) {
              // What is written to it from now on is heard; what was before, whoever is told will see.
              register(directory);
            }
            if (!isBeginning(event, name)) {
              written.add(directory.resolve(database(name.toString())));
            }
          } else {
            // Events were lost, and perhaps the one of a log that was made.
            written.addAll(listeners.keySet());
            if (key.watchable() instanceof Path directory) {
              register(directory);
            }
          }
        }
        written.forEach(this::tell);
        Runnable whole = key.watchable() instanceof Path directory ? directories.get(directory) : null;
        if (whole != null) {
          whole.run();
        }
        if (!key.reset()) {
          LOG.warn("directory is gone, its repositories are only polled directory={}", key.watchable());
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException closing) {
      return;
    }
  }

  private void tell(Path file) {
    Runnable listener = listeners.get(file);
    if (listener != null && !isInTransaction(file)) {
      listener.run();
    }
  }

  private static boolean isLogMade(WatchEvent<?> event, Path name) {
    return event.kind().equals(StandardWatchEventKinds.ENTRY_CREATE) && name.toString().endsWith(LOG_SUFFIX);
  }

  private static boolean isBeginning(WatchEvent<?> event, Path name) {
    return event.kind().equals(StandardWatchEventKinds.ENTRY_CREATE) && name.toString().endsWith("-journal");
  }

  /** A transaction ends when its journal goes, or is empty again: who looks before that looks in vain. */
  private static boolean isInTransaction(Path file) {
    try {
      return Files.size(Path.of(file + "-journal")) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String database(String name) {
    for (String suffix : new String[]{"-journal", LOG_SUFFIX, "-shm"}) {
      if (name.endsWith(suffix)) {
        return name.substring(0, name.length() - suffix.length());
      }
    }
    return name;
  }

  /** Ends the thread and waits for it. */
  @Override
  public void close() {
    try {
      watcher.close();
      thread.interrupt();
      thread.join(java.time.Duration.ofSeconds(2));
    } catch (IOException e) {
      LOG.warn("file events close failed error={}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

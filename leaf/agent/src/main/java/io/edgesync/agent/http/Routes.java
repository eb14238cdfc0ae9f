package io.edgesync.agent.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a path names: a repository, or one of our own pages. Repositories come and go while the front serves. Thread-safe.
 *
 * <p>By name the rules are those of {@code fossil server DIRECTORY}: the shortest beginning of the path that is a name counts, names
 * may have several elements, and what follows the name is Fossil's own page. A path is looked up among the names and nowhere else, so
 * none leads to a file that is not served. Source: Fossil {@code src/main.c, process_one_web_page()}.
 */
public final class Routes {

  private final boolean isRootWhenAlone;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  /** Replaced as a whole by who holds the monitor, read by every request. */
  private volatile SortedMap<String, Route> byName = new TreeMap<>();

  private Routes(boolean isRootWhenAlone) {
    this.isRootWhenAlone = isRootWhenAlone;
  }

  /** A single repository answers whatever the path is, as {@code fossil server FILE} does; several answer by their names. */
  public static Routes rootWhenAlone() {
    return new Routes(true);
  }

  /** Every repository answers by its name only, however many there are, as {@code fossil server DIRECTORY} does. */
  public static Routes byName() {
    return new Routes(false);
  }

  /** {@link #rootWhenAlone} with these repositories by their names. */
  public static Routes of(Map<String, XferHandler> repositories) {
    Routes routes = rootWhenAlone();
    repositories.forEach(routes::add);
    return routes;
  }

  /**
   * Lets {@code handler} answer for a name; false where another one does already.
   *
   * @param name the file's name without {@code .fossil}, after the directories between it and the one that is served:
   *             {@code notes}, {@code team/notes}
   */
  public synchronized boolean add(String name, XferHandler handler) {
    if (byName.containsKey(name)) {
      return false;
    }
    SortedMap<String, Route> more = new TreeMap<>(byName);
    more.put(name, new Route(name, handler));
    byName = more;
    return true;
  }

  /** Nobody answers for the name from now on; waits a few seconds for the rounds that are being answered. */
  public void remove(String name) {
    Route gone;
    synchronized (this) {
      SortedMap<String, Route> fewer = new TreeMap<>(byName);
      gone = fewer.remove(name);
      byName = fewer;
    }
    if (gone != null) {
      gone.close();
    }
  }

  /** Answers GET and HEAD of exactly this path, such as {@code /healthz}, instead of whatever answered before. */
  public void addPage(String path, Page page) {
    pages.put(path, page);
  }

  @Nullable
  Page page(String path) {
    return pages.get(path);
  }

  /** Names of the repositories, in order. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /**
   * A repository and what follows its name.
   *
   * @param rest of the path, empty or beginning with a slash
   */
  record Found(Route route, String rest) {}

  /** @param path decoded, beginning with a slash */
  Optional<Found> find(String path) {
    SortedMap<String, Route> now = byName;
    for (int end = nextSlash(path, 0); end > 0; end = nextSlash(path, end)) {
      Route route = now.get(path.substring(1, end));
      if (route != null) {
        return Optional.of(new Found(route, path.substring(end)));
      }
    }
    return isRootWhenAlone && now.size() == 1
        ? Optional.of(new Found(now.sequencedValues().getFirst(), path))
        : Optional.empty();
  }

  /** The slash behind this one, or the end where there is none; -1 behind that. */
  private static int nextSlash(String path, int slash) {
    if (slash >= path.length()) {
      return -1;
    }
    int next = path.indexOf('/', slash + 1);
    return next < 0 ? path.length() : next;
  }
}

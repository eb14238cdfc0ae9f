package io.edgesync.agent.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which repository a path names: with one repository every path does, as with {@code fossil server FILE}, which looks at the
 * content type and not at the page; with several the first element is the name, with or without {@code .fossil}. Repositories may come
 * and go at any time. Thread-safe.
 */
public final class Routes {

  private final ConcurrentSkipListMap<String, XferHandler> byName;

  private Routes(Map<String, XferHandler> byName) {
    this.byName = new ConcurrentSkipListMap<>(byName);
  }

  /** @param byName the file's name without {@code .fossil}, and who answers for it */
  public static Routes of(Map<String, XferHandler> byName) {
    return new Routes(byName);
  }

  /** Lets {@code handler} answer for a name; false where another one does already. */
  public boolean add(String name, XferHandler handler) {
    return byName.putIfAbsent(name, handler) == null;
  }

  /** Nobody answers for the name from now on; requests that run are left to themselves. */
  public void remove(String name) {
    byName.remove(name);
  }

  /** Names of the repositories, in order. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** The path by which clients reach this repository. */
  public String pathOf(String name) {
    return byName.size() == 1 ? "/" : "/" + name;
  }

  /** @param path decoded, beginning with a slash */
  Optional<XferHandler> find(String path) {
    Map.Entry<String, XferHandler> first = byName.firstEntry();
    if (first != null && first.equals(byName.lastEntry())) {
      return Optional.of(first.getValue());
    }
    int end = path.indexOf('/', 1);
    String element = path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
    XferHandler handler = byName.get(element);
    return handler == null && element.endsWith(".fossil")
        ? Optional.ofNullable(byName.get(element.substring(0, element.length() - ".fossil".length())))
        : Optional.ofNullable(handler);
  }
}

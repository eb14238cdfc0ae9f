package io.edgesync.agent.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which repository a path names: with one repository every path does, as with {@code fossil server FILE}, which looks at the
 * content type and not at the page; with several the first element is the name, with or without {@code .fossil}.
 */
public final class Routes {

  private final Map<String, XferHandler> byName;

  private Routes(Map<String, XferHandler> byName) {
    this.byName = new TreeMap<>(byName);
  }

  /** @param byName the file's name without {@code .fossil}, and who answers for it */
  public static Routes of(Map<String, XferHandler> byName) {
    return new Routes(byName);
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
    if (byName.size() == 1) {
      return byName.values().stream().findFirst();
    }
    int end = path.indexOf('/', 1);
    String element = path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
    XferHandler handler = byName.get(element);
    return handler == null && element.endsWith(".fossil")
        ? Optional.ofNullable(byName.get(element.substring(0, element.length() - ".fossil".length())))
        : Optional.ofNullable(handler);
  }
}

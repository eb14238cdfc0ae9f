package io.edgesync.mesh.leafnode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where one link is dialled to, address after address: those that the server has told of, and those of the configuration, which are
 * never forgotten. As in {@code nats-server}, each attempt takes the next one. One thread.
 */
public final class RemoteUrls {
  /** Of what a server tells; more would be dialled for hours before a configured one has its turn. */
  private static final int LEARNED_MAX = 32;

  private final List<LeafRemote> configured;
  private final @Nullable String requiredName;
  private final @Nullable String configuredName;
  private List<LeafRemote> all;
  private int next;

  public RemoteUrls(LinkOptions options, RandomGenerator random) {
    var urls = new ArrayList<>(options.urls());
    if (options.shuffled()) {
      Collections.shuffle(urls, java.util.Random.from(random));
    }
    configured = List.copyOf(urls);
    all = configured;
    requiredName = options.tls() == null ? null : options.tls().serverName();
    configuredName = configured.stream().map(LeafRemote::host).filter(host -> !isAddress(host)).findFirst()
        .orElse(null);
  }

  public int size() {
    return all.size();
  }

  public LeafRemote next() {
    LeafRemote url = all.get(next % all.size());
    next = (next + 1) % all.size();
    return url;
  }

  /** The server at {@code told} advertises these, {@code HOST:PORT} each; what it advertised before is over. */
  public void learn(LeafRemote told, List<String> advertised) {
    var known = new ArrayList<LeafRemote>();
    for (String text : advertised) {
      LeafRemote url = parsed(told, text);
      if (url != null && known.size() < LEARNED_MAX && !contains(known, url) && !contains(configured, url)) {
        known.add(url);
      }
    }
    known.addAll(configured);
    int current = known.indexOf(told);
    all = List.copyOf(known);
    next = (current + 1) % all.size();
  }

  private static @Nullable LeafRemote parsed(LeafRemote told, String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return null;
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return told.at(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException noAddress) {
      return null;
    }
  }

  private static boolean contains(List<LeafRemote> urls, LeafRemote url) {
    return urls.stream().anyMatch(url::isSameAddress);
  }

  /** The name that the server's certificate has to have: the one asked for, else that of the URL; for a bare address a configured one. */
  public String tlsName(LeafRemote url) {
    if (requiredName != null) {
      return requiredName;
    }
    return isAddress(url.host()) && configuredName != null ? configuredName : url.host();
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }
}

package io.edgesync.agent.configuration;

import io.edgesync.agent.DaemonLogin;
import io.edgesync.mesh.UrlLogin;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server that a repository is synchronised with by itself, beside the mesh: a stock Fossil server, or a leaf.
 *
 * @param url   {@code http(s)://HOST/…}, {@code nats-leaf://HOST:PORT} or {@code nats://HOST:PORT}
 * @param login as whom; null asks as {@code nobody}
 * @param every between the end of one session and the next, where nothing failed
 */
public record UpstreamSettings(String url, @Nullable DaemonLogin login, Duration every) {

  public static final Duration EVERY = Duration.ofMinutes(5);
  public static final Duration EVERY_MIN = Duration.ofSeconds(1);

  public UpstreamSettings {
    if (every.compareTo(EVERY_MIN) < 0) {
      throw new IllegalArgumentException("schedule: expected at least 1s");
    }
  }

  /** The URL as it may be shown. */
  public String shown() {
    return UrlLogin.without(url);
  }

  @Override
  public String toString() {
    return "UpstreamSettings[" + shown() + ", login=" + login + ", every=" + every + "]";
  }
}

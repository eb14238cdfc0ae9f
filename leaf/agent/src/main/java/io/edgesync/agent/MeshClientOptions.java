package io.edgesync.agent;

import java.time.Duration;

/**
 * How a {@link MeshClient} joins.
 *
 * @param upstream      {@code nats-leaf://HOST:PORT} of a daemon or of a {@code nats-server}, or {@code nats://HOST:PORT} of either;
 *                      what the port is decides
 * @param login         how it comes in there
 * @param prefix        first token of every subject
 * @param joinPatience  how long the link and the first answer may take
 * @param roundPatience how long one round may take
 */
public record MeshClientOptions(String upstream, MeshLogin login, String prefix, Duration joinPatience,
    Duration roundPatience) {

  public static MeshClientOptions of(String upstream) {
    return new MeshClientOptions(upstream, MeshLogin.NODE, DaemonOptions.DEFAULT_PREFIX, Duration.ofSeconds(15),
        DaemonLimits.DEFAULT.roundPatience());
  }

  public MeshClientOptions withLogin(MeshLogin how) {
    return new MeshClientOptions(upstream, how, prefix, joinPatience, roundPatience);
  }
}

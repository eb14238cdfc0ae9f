package io.edgesync.agent;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon says once it serves, with the ports it really got.
 *
 * @param node     the node's public key, {@code U…}
 * @param nats     where NATS clients connect
 * @param leafnode where leafnode links connect
 * @param http     where Fossil's HTTP is served, null when it is not
 * @param repos    the repositories, in the order given
 */
public record Ready(String node, InetSocketAddress nats, InetSocketAddress leafnode, @Nullable InetSocketAddress http,
    List<Path> repos) {

  public Ready {
    repos = List.copyOf(repos);
  }
}

package io.edgesync.agent.status;

import java.time.Instant;
import java.util.List;

/**
 * A daemon at one moment, for people and programs.
 *
 * @param node         the node's public key
 * @param startedAt    when it began to serve
 * @param nats         client listener, {@code host:port}
 * @param leafnode     leafnode listener, {@code host:port}
 * @param http         HTTP listener, {@code host:port}; empty when there is none
 * @param links        solicited and accepted links
 * @param repositories one entry each, in the order of the command line
 * @param refused      files that are to be served and are not
 */
public record DaemonStatus(String node, Instant startedAt, String nats, String leafnode, String http,
    List<LinkState> links, List<RepositoryState> repositories, List<RefusedFile> refused) {

  public DaemonStatus {
    links = List.copyOf(links);
    repositories = List.copyOf(repositories);
    refused = List.copyOf(refused);
  }
}

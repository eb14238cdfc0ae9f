package io.edgesync.agent.status;

import java.util.List;

/**
 * One repository of the daemon.
 *
 * @param file      absolute path
 * @param project   its project code
 * @param artifacts public artifacts held
 * @param blocked   artifacts that were refused, with the reason
 * @param peers     the last session with each peer; those that ever answered come before those that are no more than a name
 * @param morePeers how many more there are
 * @param trouble   why the file cannot be read, and so nothing is said of it to others; empty when it can
 */
public record RepositoryState(String file, String project, long artifacts, List<BlockedArtifact> blocked,
    List<PeerState> peers, int morePeers, String trouble) {

  public RepositoryState {
    blocked = List.copyOf(blocked);
    peers = List.copyOf(peers);
  }
}

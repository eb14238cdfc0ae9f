package io.edgesync.agent.status;

import java.util.List;

/**
 * One repository of the daemon.
 *
 * @param file      absolute path
 * @param project   its project code
 * @param artifacts public artifacts held
 * @param blocked   artifacts that were refused, with the reason
 * @param peers     the last session with each peer
 * @param trouble   why the file cannot be read, and so nothing is said of it to others; empty when it can
 */
public record RepositoryState(String file, String project, long artifacts, List<BlockedArtifact> blocked,
    List<PeerState> peers, String trouble) {

  public RepositoryState {
    blocked = List.copyOf(blocked);
    peers = List.copyOf(peers);
  }
}

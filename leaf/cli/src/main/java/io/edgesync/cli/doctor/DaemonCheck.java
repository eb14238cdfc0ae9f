package io.edgesync.cli.doctor;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.control.ControlClient;
import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.agent.status.LinkState;
import io.edgesync.agent.status.PeerState;
import io.edgesync.agent.status.RefusedFile;
import io.edgesync.agent.status.RepositoryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The state directory, and what the daemon on it says about its links and sessions. */
record DaemonCheck(Path stateDir) implements Check {

  @Override
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    findings.add(directory());
    if (findings.getFirst().level() == Finding.Level.FAIL) {
      return findings;
    }
    try (ControlClient daemon = ControlClient.connect(stateDir)) {
      findings.addAll(judge(daemon.status()));
    } catch (AgentException e) {
      findings.add(Finding.warn("daemon", String.valueOf(e.getMessage())));
    }
    return findings;
  }

  private Finding directory() {
    if (!Files.exists(stateDir)) {
      return Finding.ok("state", stateDir + " will be made by the first start");
    }
    if (!Files.isDirectory(stateDir) || !Files.isWritable(stateDir)) {
      return Finding.fail("state",
          stateDir + " is not a directory that this user may write; give another with --state-dir");
    }
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(stateDir);
      if (permissions.contains(PosixFilePermission.OTHERS_READ)
          || permissions.contains(PosixFilePermission.GROUP_READ)) {
        return Finding.warn("state",
            stateDir + " can be read by others, and it holds the node's key; chmod 700 " + stateDir);
      }
    } catch (IOException | UnsupportedOperationException e) {
      return Finding.warn("state",
          stateDir + ": its permissions cannot be read; make sure that others cannot enter it");
    }
    return Finding.ok("state", stateDir.toString());
  }

  /** What a status tells of trouble. */
  static List<Finding> judge(DaemonStatus status) {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("daemon", "runs since " + status.startedAt() + " as " + status.node()));
    for (LinkState link : status.links()) {
      findings.add(link.state().equals("up")
          ? Finding.ok("link", link.remote() + " is up (" + link.kind() + ")")
          : Finding.warn("link", link.remote() + " is " + link.state() + because(link.lastError())
              + "; it is dialled for ever, check address and network"));
    }
    for (RepositoryState repository : status.repositories()) {
      if (!repository.trouble().isEmpty()) {
        findings.add(Finding.fail("repository", repository.trouble()));
      }
      for (PeerState peer : repository.peers()) {
        findings.add(session(repository, peer));
      }
      for (BlockedArtifact artifact : repository.blocked()) {
        findings.add(Finding.warn("blocked", repository.file() + ": " + artifact.name() + because(artifact.why())));
      }
    }
    for (RefusedFile refused : status.refused()) {
      findings.add(Finding.warn("repository", refused.file() + " is not served" + because(refused.why())));
    }
    return findings;
  }

  private static Finding session(RepositoryState repository, PeerState peer) {
    String subject = repository.file() + " with " + peer.peer()
        + (peer.asOf() == null ? "" : " at " + peer.asOf());
    return switch (peer.standing()) {
      case IN_SYNC, BEHIND, DIFFERENT, COMPLETED, NEVER, GONE ->
        Finding.ok("session", subject + ": " + peer.standing().word());
      case BLOCKED -> Finding.warn("session", subject + " left out " + peer.blocked().size()
          + " artifacts; they are listed as blocked");
      case DENIED -> Finding.warn("session", subject + " was denied" + because(denial(peer))
          + "; give this daemon a login of that peer with --user and --password-file, or nobody the letters there");
      case FAILED ->
        Finding.warn("session",
            subject + " broke off" + because(peer.last().error()) + "; it is tried again by itself");
    };
  }

  private static String denial(PeerState peer) {
    return peer.last().error().isEmpty() ? String.join("; ", peer.notes()) : peer.last().error();
  }

  private static String because(String error) {
    return error.isEmpty() ? "" : ": " + error;
  }
}

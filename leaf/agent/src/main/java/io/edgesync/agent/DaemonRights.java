package io.edgesync.agent;

import io.edgesync.agent.state.GrantBook;
import io.edgesync.agent.state.StateDatabase;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.identity.NodeKey;
import io.edgesync.repository.Repository;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.Admission;
import io.edgesync.sync.rights.AnsweringSessions;
import io.edgesync.sync.rights.AskingSessions;
import io.edgesync.sync.rights.Audit;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.sync.rights.Grants;
import io.edgesync.sync.rights.NodeKeys;
import io.edgesync.sync.rights.ProvenTransport;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.round.Transport;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Who may do what at this daemon, and as whom it asks others: what all its projects share of that. Thread-safe. */
final class DaemonRights {

  private final GrantBook grants;
  private final AnsweringSessions answering;
  private final AskingSessions asking;
  private final Audit audit = Audit.toLog(SyncClock.SYSTEM);

  DaemonRights(NodeIdentity identity, StateDatabase state) {
    NodeKeys keys = new MeshKeys(identity);
    this.grants = new GrantBook(state);
    this.answering = new AnsweringSessions(keys, SyncClock.SYSTEM);
    this.asking = new AskingSessions(keys, SyncClock.SYSTEM);
  }

  GrantBook grants() {
    return grants;
  }

  /** The way into a repository, by whatever transport. */
  Admission admission(Repository repository) {
    ProjectCode project = repository.projectCode();
    return new Admission(new FossilAuthorizer(repository.users(), () -> grants.of(project)), answering, audit);
  }

  /** How this node makes itself known, as of now. */
  PeerHello greeting(PeerHello self) {
    return grants.greeting(self);
  }

  /**
   * Rounds to a node in which this one proves its key.
   *
   * @param heeds whether the node has said that it heeds that
   */
  Transport proving(Transport way, String node, BooleanSupplier heeds) {
    return new ProvenTransport(way, node, asking, heeds);
  }

  /** Grants a node some letters, in words of an operator. */
  void grant(ServedProject project, String node, String letters) throws AgentException {
    String key = key(node);
    Capabilities given;
    try {
      given = Grants.letters(letters);
    } catch (IllegalArgumentException e) {
      throw new AgentException.ControlFailed(String.valueOf(e.getMessage()), e);
    }
    if (!grants.grant(project.project(), key, given)) {
      throw notKept();
    }
  }

  /** Takes that back. */
  void revoke(ServedProject project, String node) throws AgentException {
    String key = key(node);
    Path file = project.repository().file();
    switch (grants.revoke(project.project(), key)) {
      case DONE -> {
        // From the next round on it has nothing more.
      }
      case NOT_GRANTED -> throw new AgentException.ControlFailed(
          key + ": has no grant in " + file + "; edgesync peers list shows those that there are", null);
      case BY_CONFIGURATION -> throw new AgentException.ControlFailed(
          key + ": its grant in " + file + " is in the configuration, take it out there and reload", null);
      case NOT_KEPT -> throw notKept();
    }
  }

  private static AgentException.ControlFailed notKept() {
    return new AgentException.ControlFailed(
        "the daemon's database could not be written, nothing is changed; its log says why", null);
  }

  private static String key(String node) throws AgentException {
    try {
      return new NodeKey(node).text();
    } catch (IllegalArgumentException e) {
      throw new AgentException.ControlFailed("node \"" + node + "\": " + e.getMessage()
          + "; edgesync status prints a node's key", e);
    }
  }
}

package io.edgesync.sync.rights;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.util.function.BooleanSupplier;

/**
 * Rounds to one node in which this node proves its key, where that is of use: the round has no login of its own, and the other side says that
 * it heeds proofs. One who does not know the session any more, having been started again, costs two exchanges more.
 */
public final class ProvenTransport extends ForwardingTransport {

  private static final int ATTEMPTS_MAX = 3;

  private final String node;
  private final AskingSessions sessions;
  private final BooleanSupplier heeds;

  /**
   * @param way   to the node; closed with this
   * @param heeds whether the node has said that it heeds proofs
   */
  public ProvenTransport(Transport way, String node, AskingSessions sessions, BooleanSupplier heeds) {
    super(way);
    this.node = node;
    this.sessions = sessions;
    this.heeds = heeds;
  }

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    ProjectCode project = round.project();
    if (project == null || !(round.asker() instanceof Principal.Nobody) || !heeds.getAsBoolean()) {
      transport.exchange(round, request, reply);
      return;
    }
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      AskingSession session = sessions.with(node, round, transport);
      if (session == null) {
        transport.exchange(round, request, reply);
        return;
      }
      SessionReply heard = new SessionReply(session.name(), reply);
      transport.exchange(round.by(session.asking(project, round.id(), null).prover()), request, heard);
      if (!heard.isUnknown()) {
        session.answered();
        return;
      }
      sessions.forget(node, session);
    }
    throw new TransportException.NoAnswer(node + ": does not know the session that it has just begun", null);
  }
}

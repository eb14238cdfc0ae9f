package io.edgesync.sync.rights;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.OversizeCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Rounds to one node whose replies are proven to be its own, each to the request that was made: for what is believed without a hash. An
 * exchange that is not proven throws, so a sink may collect what comes meanwhile, and nothing of it may count before the exchange has returned.
 */
public final class SealedTransport extends ForwardingTransport {

  private static final int ATTEMPTS_MAX = 3;

  private final String node;
  private final AskingSessions sessions;

  /** @param way to the node; closed with this */
  public SealedTransport(Transport way, String node, AskingSessions sessions) {
    super(way);
    this.node = node;
    this.sessions = sessions;
  }

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    ProjectCode project = round.project();
    if (project == null) {
      throw new TransportException.NotSent(node + ": a session needs the project code", null);
    }
    LoginSigner login = round.asker() instanceof Principal.FossilLogin(LoginSigner signer) ? signer : null;
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      AskingSession session = sessions.with(node, round, transport);
      if (session == null) {
        throw unproven("it did not prove its key; is it of an older version, or does another node answer for it?");
      }
      if (!session.seals()) {
        throw unproven("its version does not prove replies");
      }
      AskingSession.Asking asking = session.asking(project, round.id(), login);
      Seal seal = new Seal(asking, reply);
      SessionReply heard = new SessionReply(session.name(), seal);
      transport.exchange(round.by(asking.prover()), () -> new Demand(request.open()), heard);
      if (!heard.isUnknown()) {
        session.answered();
        if (!seal.holds()) {
          throw unproven("its reply has no seal that holds; does another node answer for it?");
        }
        return;
      }
      sessions.forget(node, session);
    }
    throw new TransportException.NoAnswer(node + ": does not know the session that it has just begun", null);
  }

  private TransportException unproven(String why) {
    return new TransportException.NoAnswer(node + ": not proven to be the node that answers: " + why, null);
  }

  /** A request that asks for the seal first. */
  private static final class Demand implements CardSource.Cards {
    private final CardSource.Cards cards;
    private boolean isMade;

    Demand(CardSource.Cards cards) {
      this.cards = cards;
    }

    @Override
    public @Nullable Card next() throws IOException, InterruptedException {
      if (isMade) {
        return cards.next();
      }
      isMade = true;
      return SessionCards.SEAL_WANTED;
    }

    @Override
    public void close() {
      cards.close();
    }
  }

  /** Passes a reply on up to its seal, and looks whether that is the last of it and of all before it. One thread's. */
  private static final class Seal implements CardSink {
    private final AskingSession.Asking asking;
    private final CardSink reply;
    private final CardDigest digest = new CardDigest();
    private boolean hasCome;
    private boolean holds;

    Seal(AskingSession.Asking asking, CardSink reply) {
      this.asking = asking;
      this.reply = reply;
    }

    boolean holds() {
      return holds;
    }

    @Override
    public void accept(Card card) throws IOException, InterruptedException {
      if (hasCome) {
        holds = false;
        card.close();
      } else if (card instanceof PragmaCard pragma && pragma.name().equals(SessionCards.SEAL)) {
        hasCome = true;
        holds = pragma.equals(asking.seal(digest.value()));
      } else if (card instanceof OversizeCard oversize) {
        throw new IOException(oversize.card() + " " + oversize.name() + ": " + oversize.payloadBytes()
            + " bytes exceed the limit of " + oversize.limitBytes() + " bytes");
      } else {
        pass(card);
      }
    }

    private void pass(Card card) throws IOException, InterruptedException {
      try {
        digest.add(card);
      } catch (IllegalArgumentException noNodeWritesThis) {
        // So no node sealed it either: nothing that follows can hold.
        hasCome = true;
        card.close();
        return;
      }
      reply.accept(card);
    }
  }
}

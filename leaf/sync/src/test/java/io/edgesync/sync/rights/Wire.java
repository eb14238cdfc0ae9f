package io.edgesync.sync.rights;

import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.Admission;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.sync.answer.Served;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.EncodedBody;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A responder, and the wire to it: what crosses is kept as text, and may be changed on its way. */
final class Wire implements Transport {

  static final Principal.Mesh LINK = new Principal.Mesh("leafnode 127.0.0.1:7422", null);

  record Sent(Round round, String body) {}

  final Peer peer;
  final NodeKeys keys;
  final List<String> audited = new ArrayList<>();
  final List<Sent> sent = new ArrayList<>();
  Grants grants = Grants.NONE;
  /** What is sent does not arrive. */
  boolean holds;
  /** Added to what the clock of sessions and audit says. */
  Duration later = Duration.ZERO;
  UnaryOperator<String> onRequest = text -> text;
  UnaryOperator<String> onReply = text -> text;
  private Answerer answerer;

  Wire(int number, NodeKeys keys) {
    this.peer = Peer.named(number);
    this.keys = keys;
    this.answerer = started();
  }

  /** Its memory of sessions is gone. */
  void restart() {
    answerer = started();
  }

  private Answerer started() {
    Authorizer authorizer = new Authorizer() {
      @Override
      public boolean proves(ProjectCode project, LoginCard login) {
        return peer.authorizer().proves(project, login);
      }

      @Override
      public Capabilities rights(ProjectCode project, Principal asker, @Nullable String login) {
        Capabilities own = asker instanceof Principal.Node(String key, var by) ? grants.of(key) : null;
        return login != null ? peer.authorizer().rights(project, asker, login) : own == null ? Capabilities.NONE : own;
      }

      @Override
      public boolean heedsProofs() {
        return grants.rewardsProof();
      }
    };
    SyncClock clock = new SyncClock() {
      @Override
      public Instant now() {
        return Instant.EPOCH;
      }

      @Override
      public long nanoTime() {
        return later.toNanos();
      }
    };
    return new Answerer(Served.of(peer.store),
        new Admission(authorizer, new AnsweringSessions(keys, clock), new Audit(clock, audited::add)),
        AnswerLimits.DEFAULT, keys.own(), SyncClock.SYSTEM, AnswerListener.SILENT);
  }

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    try (EncodedBody body = XferBody.encode(request, round.asker(), round.project(), BodyForm.PLAIN)) {
      Sent message = new Sent(round, onRequest.apply(text(body)));
      sent.add(message);
      if (holds) {
        throw new TransportException.NoAnswer("held back", null);
      }
      String answer = onReply.apply(answer(message));
      try (CardSource.Cards cards = XferBody.stream(
          new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)), BodyForm.PLAIN, CardLimits.DEFAULT,
          peer.budget)) {
        for (Card card = cards.next(); card != null; card = cards.next()) {
          reply.accept(card);
        }
      }
    } catch (IOException e) {
      throw new TransportException.NoAnswer(String.valueOf(e.getMessage()), e);
    }
  }

  /** What it says to a body, whoever brings it. */
  String answer(Sent message) throws InterruptedException {
    Round round = message.round();
    Round arrived = new Round(round.id(), round.project(), LINK, round.deadline(), round.trace(),
        round.replyBytesMax());
    try (ReceivedBody body = XferBody.receive(
        new ByteArrayInputStream(message.body().getBytes(StandardCharsets.ISO_8859_1)), BodyForm.PLAIN, null,
        CardLimits.DEFAULT, peer.budget);
        EncodedBody answer = XferBody.encode(answerer.answer(Asked.of(arrived, body, null)), Principal.NOBODY, null,
            BodyForm.PLAIN)) {
      return text(answer);
    } catch (IOException | DuplicateRoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(EncodedBody body) throws IOException {
    try (InputStream in = body.open()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public String peerName() {
    return keys.own();
  }

  @Override
  public void close() {}
}

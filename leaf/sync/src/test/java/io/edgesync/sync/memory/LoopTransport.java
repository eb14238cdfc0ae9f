package io.edgesync.sync.memory;

import io.edgesync.sync.answer.Answer;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.xfer.card.BodyTooLargeException;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
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
import java.io.IOException;
import java.io.InputStream;

/**
 * Rounds with an answerer in the same process. Requests and replies become bytes and cards again on the way, by the codec that every
 * transport uses, so what works here does not depend on shared objects. Safe for several threads.
 */
public final class LoopTransport implements Transport {

  /** What stands at the other end. */
  @FunctionalInterface
  public interface Answering {
    CardSource answer(Round round, ReceivedBody request) throws IOException, TransportException, InterruptedException;
  }

  private final String peerName;
  private final Answering answering;
  private final CardLimits limits;
  private final MemoryBudget budget;
  private final BodyForm form;

  public LoopTransport(String peerName, Answering answering, CardLimits limits, MemoryBudget budget, BodyForm form) {
    this.peerName = peerName;
    this.answering = answering;
    this.limits = limits;
    this.budget = budget;
    this.form = form;
  }

  /** Rounds with that answerer, as an asker whose login in the body is all that is known of him. */
  public static LoopTransport to(String peerName, Answerer answerer, MemoryBudget budget) {
    return new LoopTransport(peerName, (round, request) -> answer(answerer, round, request), CardLimits.DEFAULT, budget,
        BodyForm.ZLIB);
  }

  private static Answer answer(Answerer answerer, Round round, ReceivedBody request)
      throws IOException, TransportException, InterruptedException {
    try {
      Round received = new Round(round.id(), round.project(), Principal.NOBODY, round.deadline(), round.trace(),
          round.replyBytesMax());
      return answerer.answer(Asked.of(received, request, null));
    } catch (DuplicateRoundException e) {
      throw new TransportException.NoAnswer(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    try (EncodedBody sent = encode(round, request);
        InputStream bytes = sent.open();
        ReceivedBody received = XferBody.receive(bytes, sent.form(), sent.loginCookie(), limits, budget);
        EncodedBody answered = XferBody.encode(answering.answer(round, received), Principal.NOBODY, round.project(),
            form);
        CardSource.Cards cards = XferBody.stream(answered.open(), form, limits.within(round.replyBytesMax()), budget)) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        reply.accept(card);
      }
    } catch (BodyTooLargeException e) {
      throw new TransportException.TooLarge(peerName + ": " + e.getMessage(), e.limitBytes());
    } catch (IOException e) {
      throw new TransportException.NoAnswer(peerName + ": " + e.getMessage(), e);
    }
  }

  private EncodedBody encode(Round round, CardSource request) throws TransportException, InterruptedException {
    try {
      return XferBody.encode(request, round.asker(), round.project(), form);
    } catch (IOException e) {
      throw new TransportException.NotSent(peerName + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean compresses() {
    return form != BodyForm.PLAIN;
  }

  @Override
  public String peerName() {
    return peerName;
  }

  @Override
  public void close() {}
}

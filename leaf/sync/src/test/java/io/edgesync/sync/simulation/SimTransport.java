package io.edgesync.sync.simulation;

import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.EncodedBody;
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
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Rounds over the simulated network, as bytes. An answer that does not come is waited for as long as the real transport waits. */
final class SimTransport implements Transport {

  static final MemoryBudget BUDGET = new MemoryBudget(1L << 30);
  private static final long SILENCE_NANOS = Duration.ofSeconds(20).toNanos();

  private final SimNetwork network;
  private final SimNode from;
  private final SimNode to;
  private final SimNetwork.Domain domain;
  private final SimThread thread;

  SimTransport(SimNetwork network, SimNode from, SimNode to, SimNetwork.Domain domain, SimThread thread) {
    this.network = network;
    this.from = from;
    this.to = to;
    this.domain = domain;
    this.thread = thread;
  }

  /** What came back for one exchange; the first that comes counts. */
  private static final class Outcome {
    boolean isOver;
    byte @Nullable [] reply;
    @Nullable
    TransportException failure;
  }

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    byte[] body = bytes(request);
    network.counts.rounds++;
    network.counts.roundBytes += body.length;
    Outcome outcome = new Outcome();
    if (!to.isUp()) {
      network.time.after(domain.faults.delayMinNanos,
          () -> end(outcome, null, new TransportException.NoAnswer(to.name + ": nobody listens", null)));
    }
    network.send(domain, from, to, () -> to.answer(from.name, round, body, new SimAnswers.Answered() {
      @Override
      public void reply(byte[] text) {
        network.counts.roundBytes += text.length;
        network.send(domain, to, from, () -> end(outcome, text, null));
      }

      @Override
      public void refused(Duration retryAfter) {
        network.send(domain, to, from,
            () -> end(outcome, null, new TransportException.Refused(to.name + ": busy", 503, retryAfter)));
      }
    }));
    network.time.after(SILENCE_NANOS,
        () -> end(outcome, null, new TransportException.NoAnswer(to.name + ": no answer", null)));
    try {
      thread.await();
    } finally {
      outcome.isOver = true;
    }
    if (outcome.failure != null) {
      throw outcome.failure;
    }
    read(outcome.reply == null ? new byte[0] : outcome.reply, reply);
  }

  private void end(Outcome outcome, byte @Nullable [] text, @Nullable TransportException failure) {
    if (!outcome.isOver) {
      outcome.isOver = true;
      outcome.reply = text;
      outcome.failure = failure;
      thread.resume();
    }
  }

  private void read(byte[] text, CardSink reply) throws TransportException, InterruptedException {
    try (CardSource.Cards cards = XferBody.stream(new ByteArrayInputStream(text), BodyForm.PLAIN, CardLimits.DEFAULT,
        BUDGET)) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        reply.accept(card);
      }
    } catch (IOException e) {
      throw new TransportException.NoAnswer(to.name + ": " + e.getMessage(), e);
    }
  }

  static byte[] bytes(CardSource cards) throws InterruptedException {
    try (EncodedBody body = XferBody.encode(cards, Principal.NOBODY, null, BodyForm.PLAIN);
        InputStream in = body.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String peerName() {
    return to.name;
  }

  @Override
  public void close() {}
}

package io.edgesync.sync.testing;

import io.edgesync.xfer.card.BodyTooLargeException;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.IntFunction;

/** A peer that answers with whatever bytes the test gives, read as every transport reads a reply. */
public final class RawTransport implements Transport {

  private final IntFunction<byte[]> replies;
  public final MemoryBudget budget = new MemoryBudget(64 << 20);
  private final CardLimits limits;
  private int rounds;

  /** @param replies the text of the reply to the n-th round, from 1 */
  public RawTransport(IntFunction<byte[]> replies) {
    this(replies, CardLimits.DEFAULT.withPayloadBytesMax(1 << 20));
  }

  public RawTransport(IntFunction<byte[]> replies, CardLimits limits) {
    this.replies = replies;
    this.limits = limits;
  }

  public int rounds() {
    return rounds;
  }

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    rounds++;
    try (CardSource.Cards asked = request.open()) {
      for (Card card = asked.next(); card != null; card = asked.next()) {
        card.close();
      }
    } catch (IOException e) {
      throw new TransportException.NotSent(String.valueOf(e.getMessage()), e);
    }
    try (CardSource.Cards cards = XferBody.stream(new ByteArrayInputStream(replies.apply(rounds)), BodyForm.PLAIN,
        limits,
        budget)) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        reply.accept(card);
      }
    } catch (BodyTooLargeException e) {
      throw new TransportException.TooLarge(String.valueOf(e.getMessage()), e.limitBytes());
    } catch (IOException e) {
      throw new TransportException.NoAnswer("hostile: " + e.getMessage(), e);
    }
  }

  @Override
  public String peerName() {
    return "hostile";
  }

  @Override
  public void close() {}
}

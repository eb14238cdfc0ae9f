package io.edgesync.agent.peer;

import io.edgesync.agent.configuration.Bandwidth;
import io.edgesync.sync.send.CardBytes;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rounds of one repository to its bandwidth: a round waits before it begins until earlier ones are paid for, and what is asked for at once is no more
 * than a few seconds carry. What counts are the uncompressed bytes of cards. Thread-safe.
 */
public final class Pace {

  /** What rounds may carry at once. */
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final Duration BURST = Duration.ofSeconds(1);
  private static final long ROUND_BYTES_MIN = 16 << 10;

  private final Bandwidth bandwidth;
  private final TokenBucket up;
  private final TokenBucket down;

  public Pace(Bandwidth bandwidth) {
    this.bandwidth = bandwidth;
    long now = System.nanoTime();
    this.up = new TokenBucket(bandwidth.upBytes(), BURST, now);
    this.down = new TokenBucket(bandwidth.downBytes(), BURST, now);
  }

  /** Limits whose rounds fit. */
  public SessionLimits limits(SessionLimits limits) {
    return limits.withRequestBytesMax(roundBytes(bandwidth.upBytes(), limits.requestBytesMax()))
        .withReplyBytesMax(roundBytes(bandwidth.downBytes(), limits.replyBytesMax()));
  }

  /** What an answer carries at most. */
  public long answerBytes(long otherwise) {
    return roundBytes(bandwidth.upBytes(), otherwise);
  }

  private static long roundBytes(long rate, long otherwise) {
    return rate == 0 ? otherwise : Math.min(otherwise, Math.max(ROUND_BYTES_MIN, rate * ROUND.toSeconds()));
  }

  /** Until a round may begin; zero for at once. */
  public synchronized Duration pause() {
    long now = System.nanoTime();
    Duration sending = up.pause(now);
    Duration receiving = down.pause(now);
    return sending.compareTo(receiving) > 0 ? sending : receiving;
  }

  public synchronized void sent(long bytes) {
    up.spend(bytes, System.nanoTime());
  }

  public synchronized void received(long bytes) {
    down.spend(bytes, System.nanoTime());
  }

  /** The same transport at this pace. */
  Transport of(Transport transport) {
    return bandwidth.equals(Bandwidth.UNLIMITED) ? transport : new Paced(transport);
  }

  private final class Paced extends ForwardingTransport {
    Paced(Transport transport) {
      super(transport);
    }

    @Override
    public void exchange(Round round, CardSource request, CardSink reply)
        throws TransportException, InterruptedException {
      Duration patience = round.deadline().remaining(System.nanoTime());
      for (Duration pause = pause(); !pause.isZero(); pause = pause()) {
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
      AtomicLong sent = new AtomicLong();
      AtomicLong received = new AtomicLong();
      Round now = new Round(round.id(), round.project(), round.asker(), Deadline.after(patience, System.nanoTime()),
          round.trace(), round.replyBytesMax());
      try {
        transport.exchange(now, counted(request, sent), card -> {
          received.addAndGet(CardBytes.of(card));
          reply.accept(card);
        });
      } finally {
        sent(sent.get());
        received(received.get());
      }
    }
  }

  /** Counts one reading; a source that is signed is read twice. */
  private static CardSource counted(CardSource source, AtomicLong bytes) {
    return () -> {
      CardSource.Cards cards = source.open();
      bytes.set(0);
      return new CardSource.Cards() {
        @Override
        public @Nullable Card next() throws IOException, InterruptedException {
          Card card = cards.next();
          if (card != null) {
            bytes.addAndGet(CardBytes.of(card));
          }
          return card;
        }

        @Override
        public void close() {
          cards.close();
        }
      };
    };
  }
}

package io.edgesync.agent.peer;

import io.edgesync.sync.send.CardBytes;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says how far the long sessions of one project are, such as the first one with a large repository: one line every few seconds, however
 * many rounds or sessions there are meanwhile; nothing of sessions that are shorter than that. Thread-safe.
 */
final class ProgressLines {

  private static final long PACE_NANOS = Duration.ofSeconds(5).toNanos();

  private final ProjectCode project;
  private final LongSupplier nanoTime;
  private final Consumer<String> log;
  private long spokeNanos;

  /** @param log takes each line */
  ProgressLines(ProjectCode project, LongSupplier nanoTime, Consumer<String> log) {
    this.project = project;
    this.nanoTime = nanoTime;
    this.log = log;
    this.spokeNanos = nanoTime.getAsLong() - PACE_NANOS;
  }

  /** The transport of a session that begins now. */
  Transport of(String peer, Transport transport) {
    return new Counting(peer, transport, nanoTime.getAsLong());
  }

  private synchronized boolean isDue(long now, long beganNanos) {
    if (now - beganNanos < PACE_NANOS || now - spokeNanos < PACE_NANOS) {
      return false;
    }
    spokeNanos = now;
    return true;
  }

  /** One session: one thread. */
  private final class Counting extends ForwardingTransport {
    private final String peer;
    private final long beganNanos;
    private int rounds;
    private long artifacts;
    private long bytes;

    Counting(String peer, Transport transport, long beganNanos) {
      super(transport);
      this.peer = peer;
      this.beganNanos = beganNanos;
    }

    @Override
    public void exchange(Round round, CardSource request, CardSink reply)
        throws TransportException, InterruptedException {
      rounds++;
      transport.exchange(round, request, card -> {
        count(card);
        reply.accept(card);
      });
    }

    private void count(Card card) {
      bytes += CardBytes.of(card);
      artifacts += card instanceof FileCard || card instanceof CFileCard ? 1 : 0;
      long now = nanoTime.getAsLong();
      if (isDue(now, beganNanos)) {
        log.accept("sync under way project=" + project + " peer=" + peer + " rounds=" + rounds + " received="
            + artifacts + " bytes=" + bytes + " since=" + Duration.ofNanos(now - beganNanos).toSeconds() + "s");
      }
    }
  }
}

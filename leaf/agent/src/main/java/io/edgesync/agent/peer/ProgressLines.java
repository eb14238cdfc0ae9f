package io.edgesync.agent.peer;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Throttle;
import io.edgesync.xfer.round.Throttles;
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

  /** Opens a session's way, whose bodies keep to a pace. */
  @FunctionalInterface
  interface Opening<X extends Exception> {
    Transport open(Throttles throttles) throws X;
  }

  /** The transport of a session that begins now. */
  <X extends Exception> Transport of(String peer, Throttles throttles, Opening<X> opening) throws X {
    Course course = new Course(peer, nanoTime.getAsLong());
    return new Counting(opening.open(throttles.telling(course)), course);
  }

  private synchronized boolean isDue(long now, long beganNanos) {
    if (now - beganNanos < PACE_NANOS || now - spokeNanos < PACE_NANOS) {
      return false;
    }
    spokeNanos = now;
    return true;
  }

  /** How far one session is. Its bodies pass on threads of their own. */
  private final class Course implements Throttle.Listener {
    private final String peer;
    private final long beganNanos;
    private int rounds;
    private long artifacts;
    private long bytes;

    Course(String peer, long beganNanos) {
      this.peer = peer;
      this.beganNanos = beganNanos;
    }

    @Override
    public synchronized void passes(int more, long heldUpNanos) {
      bytes += more;
      tell();
    }

    synchronized void round() {
      rounds++;
    }

    synchronized void card(Card card) {
      artifacts += card instanceof FileCard || card instanceof CFileCard ? 1 : 0;
      tell();
    }

    private void tell() {
      long now = nanoTime.getAsLong();
      if (isDue(now, beganNanos)) {
        log.accept("sync under way project=" + project + " peer=" + peer + " rounds=" + rounds + " received="
            + artifacts + " bytes=" + bytes + " since=" + Duration.ofNanos(now - beganNanos).toSeconds() + "s");
      }
    }
  }

  private static final class Counting extends ForwardingTransport {
    private final Course course;

    Counting(Transport transport, Course course) {
      super(transport);
      this.course = course;
    }

    @Override
    public void exchange(Round round, CardSource request, CardSink reply)
        throws TransportException, InterruptedException {
      course.round();
      transport.exchange(round, request, card -> {
        course.card(card);
        reply.accept(card);
      });
    }
  }
}

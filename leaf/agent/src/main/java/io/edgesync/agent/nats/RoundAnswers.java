package io.edgesync.agent.nats;

import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Throttles;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The answering side of one project, as a transport sees it. Thread-safe. */
@FunctionalInterface
public interface RoundAnswers {

  /** A round that is not answered now: a copy of it is being answered at this moment. */
  final class InProgressException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long retryAfterSeconds;

    /** @param retryAfter when it is worth to ask again, at least a second */
    public InProgressException(String message, Duration retryAfter, @Nullable Throwable cause) {
      super(message, cause);
      this.retryAfterSeconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
    }

    long retryAfterSeconds() {
      return retryAfterSeconds;
    }
  }

  /**
   * Applies one round and returns its reply, which is made while it is read and keeps below {@code round.replyBytesMax()}
   * bytes of cards.
   *
   * @param request owned by the caller, who closes it once the reply has been read
   * @throws InProgressException when it is not answered now
   */
  CardSource answer(Round round, ReceivedBody request) throws IOException, InterruptedException;

  /** Whether another program keeps rounds of the repository waiting now. */
  default boolean isLocked() {
    return false;
  }

  /** The pace of requests and replies. */
  default Throttles throttles() {
    return Throttles.NONE;
  }
}

package io.edgesync.agent.nats;

import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The answering side of one project, as a transport sees it. Thread-safe. */
@FunctionalInterface
public interface RoundAnswers {

  /** A round that came twice and is being answered at this moment. */
  final class InProgressException extends IOException {
    private static final long serialVersionUID = 1L;

    public InProgressException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Applies one round and returns its reply, which is made while it is read and keeps below {@code round.replyBytesMax()}
   * bytes of cards.
   *
   * @param request owned by the caller, who closes it once the reply has been read
   * @throws InProgressException when a copy of the round is being answered already
   */
  CardSource answer(Round round, ReceivedBody request) throws IOException, InterruptedException;
}

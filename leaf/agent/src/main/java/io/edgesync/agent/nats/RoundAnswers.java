package io.edgesync.agent.nats;

import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.Round;
import java.io.IOException;

/** The answering side of one project, as a transport sees it. Thread-safe. */
@FunctionalInterface
public interface RoundAnswers {

  /**
   * Answers one round: the reply's cards go to {@code reply} in order, at most {@code round.replyBytesMax()} of them in bytes
   * where that can be kept.
   *
   * @param request owned by the caller, who closes it
   */
  void answer(Round round, ReceivedBody request, CardSink reply) throws IOException, InterruptedException;
}

package io.edgesync.agent.http;

import io.edgesync.sync.answer.Answer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.xfer.round.Throttles;
import java.io.IOException;

/** Answers rounds of one repository; {@code answerer::answer} is one. Called from many threads at a time. */
@FunctionalInterface
public interface XferHandler {

  /** @param asked the request, whose cards may be read until this front has sent the answer */
  Answer answer(Asked asked) throws DuplicateRoundException, IOException, InterruptedException;

  /** Every card of the answer has been made: what it had to leave out is known now. */
  default void made(Answer answer) {}

  /** Whether another program keeps rounds of the repository waiting now. */
  default boolean isLocked() {
    return false;
  }

  /** The pace of requests and replies. */
  default Throttles throttles() {
    return Throttles.NONE;
  }
}

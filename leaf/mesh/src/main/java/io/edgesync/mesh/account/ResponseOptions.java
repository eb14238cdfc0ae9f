package io.edgesync.mesh.account;

import java.time.Duration;

/**
 * {@code allow_responses}: a user may publish to the reply subjects of messages that it was sent, and where it has no list of allowed
 * subjects, to nothing else.
 *
 * @param messagesMax answers to one message; negative for any number
 * @param expires how long after it; negative for ever
 */
public record ResponseOptions(int messagesMax, Duration expires) {
  /** As {@code allow_responses: true} says: one answer, within two minutes. */
  public static final ResponseOptions DEFAULT = new ResponseOptions(1, Duration.ofMinutes(2));

  /** Zeroes stand for the defaults. */
  public ResponseOptions {
    messagesMax = messagesMax == 0 ? 1 : messagesMax;
    expires = expires.isZero() ? Duration.ofMinutes(2) : expires;
  }
}

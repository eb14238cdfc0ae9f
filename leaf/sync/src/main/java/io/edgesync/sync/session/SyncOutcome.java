package io.edgesync.sync.session;

import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.artifact.Hash;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a session. Whatever the result, the artifacts counted in {@code traffic} are stored.
 *
 * @param blocked     artifacts left out by name, with the reason
 * @param unavailable artifacts that we lack and the peer did not send although it was asked several times
 * @param messages    what the peer told the person, unescaped and cut to a sane length
 * @param peer        the peer's greeting when it is one of ours
 */
public record SyncOutcome(Result result, Traffic traffic, List<Blocked> blocked, List<Hash> unavailable,
    List<String> messages, @Nullable PeerHello peer, Duration took) {

  /** How a session ended. Only {@link Completed} is a success. */
  public sealed interface Result {

    /** Both sides said all they had to say. */
    record Completed() implements Result {}

    /**
     * The peer refused what was asked.
     *
     * @param text its words, for example {@code not authorized to read}
     */
    record Denied(String text) implements Result {}

    /**
     * The session broke.
     *
     * @param text  one line: subject, expectation, observation
     * @param cause null where the peer's reply itself was wrong
     */
    record Failed(String text, @Nullable Exception cause) implements Result {}

    /** One line for logs and status. */
    default String summary() {
      return switch (this) {
        case Completed() -> "completed";
        case Denied(String text) -> "denied: " + text;
        case Failed(String text, Exception _) -> "failed: " + text;
      };
    }
  }

  public SyncOutcome {
    blocked = List.copyOf(blocked);
    unavailable = List.copyOf(unavailable);
    messages = List.copyOf(messages);
  }

  public boolean isSuccess() {
    return result instanceof Result.Completed;
  }

  /** One line for logs and status. */
  public String summary() {
    return result.summary();
  }
}

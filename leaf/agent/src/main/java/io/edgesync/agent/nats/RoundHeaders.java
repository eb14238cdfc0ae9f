package io.edgesync.agent.nats;

import io.edgesync.mesh.Headers;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import java.time.Duration;
import java.util.UUID;

/**
 * What travels of a {@link Round} in the headers of its first message: W3C trace context, {@code Es-Reply-Max} (bytes of
 * cards), {@code Es-Patience} (milliseconds) and the asking node. All are optional: Go peers send none of them.
 */
final class RoundHeaders {

  static final String NODE = "Es-Node";
  /** For whom alone a round is; only {@link #GO} is known. */
  static final String FOR = "Es-For";
  static final String GO = "go";
  private static final String REPLY_MAX = "Es-Reply-Max";
  private static final String PATIENCE = "Es-Patience";
  private static final String TRACE_PARENT = "traceparent";
  private static final String TRACE_STATE = "tracestate";
  private static final Duration PATIENCE_MAX = Duration.ofMinutes(10);

  private RoundHeaders() {}

  static Headers of(Round round, String node, long nowNanos) {
    Headers headers = Headers.of(NODE, node).with(REPLY_MAX, Long.toString(round.replyBytesMax())).with(PATIENCE,
        Long.toString(round.deadline().remaining(nowNanos).toMillis()));
    if (!round.trace().traceparent().isEmpty()) {
      headers = headers.with(TRACE_PARENT, round.trace().traceparent());
    }
    if (!round.trace().tracestate().isEmpty()) {
      headers = headers.with(TRACE_STATE, round.trace().tracestate());
    }
    return headers;
  }

  /**
   * @param asker         whence it comes
   * @param replyBytesMax what this transport allows at most
   */
  static Round parse(Headers headers, ProjectCode project, Principal asker, long replyBytesMax, long nowNanos) {
    long wanted = number(headers, REPLY_MAX, replyBytesMax);
    long patienceMs = number(headers, PATIENCE, Duration.ofSeconds(30).toMillis());
    Duration patience = Duration.ofMillis(Math.min(Math.max(patienceMs, 0), PATIENCE_MAX.toMillis()));
    String token = headers.first(Part.ROUND).filter(t -> t.matches(Part.ROUND_PATTERN))
        .orElseGet(() -> UUID.randomUUID().toString());
    Trace trace = new Trace(trace(headers, TRACE_PARENT), trace(headers, TRACE_STATE));
    return new Round(new RoundId(token), project, asker, Deadline.after(patience, nowNanos), trace,
        Math.min(Math.max(wanted, 1), replyBytesMax));
  }

  private static String trace(Headers headers, String name) {
    return headers.first(name).filter(value -> value.length() <= 512).orElse("");
  }

  private static long number(Headers headers, String name, long otherwise) {
    return headers.first(name).filter(text -> text.matches("[0-9]{1,18}")).map(Long::parseLong).orElse(otherwise);
  }
}

package io.edgesync.xfer.round;

/**
 * W3C trace context that travels with a round as the headers {@code traceparent} and {@code tracestate}; both empty when no
 * trace is running.
 */
public record Trace(String traceparent, String tracestate) {

  public static final Trace NONE = new Trace("", "");
}

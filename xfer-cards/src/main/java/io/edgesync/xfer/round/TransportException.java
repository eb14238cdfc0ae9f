package io.edgesync.xfer.round;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A round that was not completed, in one of four ways that callers treat differently. */
public abstract sealed class TransportException extends Exception {
  private static final long serialVersionUID = 1L;

  private TransportException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The request never left: it was not applied. */
  public static final class NotSent extends TransportException {
    private static final long serialVersionUID = 1L;

    public NotSent(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** No complete answer came: the request may have been applied. */
  public static final class NoAnswer extends TransportException {
    private static final long serialVersionUID = 1L;

    public NoAnswer(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The peer refused the round as a whole. */
  public static final class Refused extends TransportException {
    private static final long serialVersionUID = 1L;
    private final int code;
    private final Duration retryAfter;

    /** @param retryAfter zero where the peer named no time */
    public Refused(String message, int code, Duration retryAfter) {
      super(message, null);
      this.code = code;
      this.retryAfter = retryAfter;
    }

    public int code() {
      return code;
    }

    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** Request or reply exceed a limit of the transport or of the peer. */
  public static final class TooLarge extends TransportException {
    private static final long serialVersionUID = 1L;
    private final long limitBytes;

    public TooLarge(String message, long limitBytes) {
      super(message, null);
      this.limitBytes = limitBytes;
    }

    public long limitBytes() {
      return limitBytes;
    }
  }
}

package io.edgesync.xfer.http;

import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Why an exchange over HTTP failed, in words for the operator. */
final class ExchangeFailure {

  private ExchangeFailure() {}

  /** Whether the request can have been applied depends on how far it came. */
  static TransportException of(URI target, Throwable cause) {
    return switch (cause) {
      case ConnectException e -> notConnected(target, e);
      case HttpConnectTimeoutException e -> notConnected(target, e);
      case SSLHandshakeException e -> notConnected(target, e);
      default -> new TransportException.NoAnswer(target + ": " + describe(cause), cause);
    };
  }

  private static TransportException notConnected(URI target, IOException e) {
    return new TransportException.NotSent(
        target + ": cannot connect: " + describe(e) + "; check host and port, and that the server runs", e);
  }

  /** In a few words; the JDK's own where there are some. */
  static String describe(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.nio.channels.UnresolvedAddressException) {
        return "the host name is unknown";
      }
    }
    String message = deepest(e).getMessage();
    if (message == null) {
      return e instanceof ConnectException ? "nothing listens there" : deepest(e).getClass().getSimpleName();
    }
    // The JDK repeats what it took for a status line, which may be long and is not the peer's error.
    return message.startsWith("Invalid status line") ? "answers, but not in HTTP; check host and port" : message;
  }

  private static Throwable deepest(Throwable e) {
    Throwable deepest = e;
    for (@Nullable
    Throwable cause = e; cause != null; cause = cause.getCause()) {
      deepest = cause.getMessage() != null ? cause : deepest;
    }
    return deepest;
  }
}

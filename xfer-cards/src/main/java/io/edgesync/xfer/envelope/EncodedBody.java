package io.edgesync.xfer.envelope;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A body ready to send, in memory or in a temporary file, readable more than once until it is closed. */
public final class EncodedBody implements AutoCloseable {

  /** Bytes on the wire. */
  public long length() {
    throw new IllegalStateException();
  }

  /** The value of the cookie {@code x-f-l-c} where the login travels there, else null. */
  public @Nullable String loginCookie() {
    throw new IllegalStateException();
  }

  public BodyForm form() {
    throw new IllegalStateException();
  }

  public InputStream open() throws IOException {
    throw new IllegalStateException();
  }

  @Override
  public void close() {}
}

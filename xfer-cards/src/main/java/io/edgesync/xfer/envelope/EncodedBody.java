package io.edgesync.xfer.envelope;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.jspecify.annotations.Nullable;

/** A body ready to send, in memory or in a temporary file, readable more than once until it is closed. */
public final class EncodedBody implements AutoCloseable {

  private final BodyForm form;
  private final byte[] head;
  private final Spool rest;
  private final long textBytes;
  private final @Nullable String loginCookie;

  EncodedBody(BodyForm form, byte[] head, Spool rest, long textBytes, @Nullable String loginCookie) {
    this.form = form;
    this.head = head;
    this.rest = rest;
    this.textBytes = textBytes;
    this.loginCookie = loginCookie;
  }

  /** Bytes on the wire. */
  public long length() {
    return head.length + rest.size();
  }

  /** Bytes of the uncompressed text. */
  public long textBytes() {
    return textBytes;
  }

  /** The value of the cookie {@code x-f-l-c} where the login travels there, else null. */
  public @Nullable String loginCookie() {
    return loginCookie;
  }

  public BodyForm form() {
    return form;
  }

  public InputStream open() {
    return new SequenceInputStream(new ByteArrayInputStream(head), rest.open());
  }

  @Override
  public void close() {
    rest.close();
  }
}

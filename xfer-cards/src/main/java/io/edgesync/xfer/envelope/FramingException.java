package io.edgesync.xfer.envelope;

import java.io.IOException;

/** Bytes that are not a 4-byte size and a zlib stream of that size, or one that is larger than its reader takes. */
public final class FramingException extends IOException {
  private static final long serialVersionUID = 1L;

  FramingException(String message) {
    super(message);
  }
}

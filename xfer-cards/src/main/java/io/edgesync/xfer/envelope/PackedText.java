package io.edgesync.xfer.envelope;

import java.io.IOException;
import java.io.InputStream;

/**
 * Text that is very much larger than the body it came in: decompressed anew for each reading and only as far as that goes, so that a
 * megabyte from a stranger does not become a gigabyte of this machine's disk, nor seconds of its processor where the beginning is no cards.
 * What turns out not to be sound fails where it is read.
 *
 * @param raw  the whole body; closed with this
 * @param size bytes that it announces; a reading fails where there are more
 */
record PackedText(Spool raw, long size) implements BodyText {

  /** Less is written out as it is. */
  static final long BYTES_MIN = 16 << 20;
  /** So many times the body's size; text that people write, and most of what programs do, is compressed by less. */
  private static final int RATIO_MIN = 32;

  /** Whether so much text makes the body, of which this may be only the beginning, one of these. */
  static boolean is(long textBytes, long bodyBytes) {
    return textBytes > BYTES_MIN && textBytes / RATIO_MIN > bodyBytes;
  }

  @Override
  public InputStream open(long from) throws IOException {
    InputStream text = BodyInput.inflating(raw.open());
    try {
      text.skipNBytes(from);
      return text;
    } catch (IOException e) {
      text.close();
      throw e;
    }
  }

  @Override
  public void close() {
    raw.close();
  }
}

package io.edgesync.xfer.envelope;

import io.edgesync.xfer.card.ProtocolException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

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
    InputStream text = new Checked(BodyInput.inflating(raw.open()));
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

  /** What is not sound is the sender's fault, and said to it as such. */
  private static final class Checked extends InputStream {
    private final InputStream text;

    Checked(InputStream text) {
      this.text = text;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return text.read(into, offset, length);
      } catch (ZipException | EOFException | FramingException e) {
        throw new ProtocolException("", "damaged body: " + e.getMessage());
      }
    }

    @Override
    public void close() throws IOException {
      text.close();
    }
  }
}

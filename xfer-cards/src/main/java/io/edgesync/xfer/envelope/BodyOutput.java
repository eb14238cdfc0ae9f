package io.edgesync.xfer.envelope;

import io.edgesync.xfer.card.BodyTooLargeException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Gives text the form of a body on its way into a spool. */
final class BodyOutput extends OutputStream {

  /** What the 4 bytes of the size can say. */
  private static final long COMPRESSED_TEXT_BYTES_MAX = 0xffffffffL;

  private final Spool spool;
  private final @Nullable Deflater deflater;
  private final byte[] chunk = new byte[8 << 10];
  private long textBytes;

  BodyOutput(Spool spool, BodyForm form) {
    this.spool = spool;
    this.deflater = switch (form) {
      case PLAIN -> null;
      case ZLIB -> new Deflater();
      case STORED -> new Deflater(Deflater.NO_COMPRESSION);
    };
  }

  long textBytes() {
    return textBytes;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[]{(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    textBytes += length;
    if (deflater == null) {
      spool.write(bytes, offset, length);
      return;
    }
    if (textBytes > COMPRESSED_TEXT_BYTES_MAX) {
      throw new BodyTooLargeException(COMPRESSED_TEXT_BYTES_MAX);
    }
    deflater.setInput(bytes, offset, length);
    while (!deflater.needsInput()) {
      spool.write(chunk, 0, deflater.deflate(chunk, 0, chunk.length));
    }
  }

  /** Ends the text; gives the bytes that go before the spool. */
  byte[] finish() throws IOException {
    if (deflater == null) {
      return new byte[0];
    }
    deflater.finish();
    while (!deflater.finished()) {
      spool.write(chunk, 0, deflater.deflate(chunk, 0, chunk.length));
    }
    byte[] head = new byte[4];
    StoredForm.putSize(head, textBytes);
    return head;
  }

  /** Frees the deflater; the spool stays. */
  @Override
  public void close() {
    if (deflater != null) {
      deflater.end();
    }
  }
}

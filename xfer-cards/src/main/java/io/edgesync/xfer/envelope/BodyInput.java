package io.edgesync.xfer.envelope;

import io.edgesync.xfer.card.BodyTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Gives bodies back their text. */
final class BodyInput {

  private static final int HEADER_BYTES = 4;
  private static final int CHUNK_BYTES = 16 << 10;

  private BodyInput() {}

  /** The whole text of a body; a body that cannot be decompressed is its own text. */
  static Spool spool(InputStream body, BodyForm form, long bytesMax) throws IOException {
    Spool raw = new Spool();
    try {
      copy(body, raw, bytesMax);
      if (form == BodyForm.PLAIN || raw.size() <= HEADER_BYTES) {
        return raw;
      }
      Spool text = new Spool();
      boolean inflated = false;
      try {
        inflated = inflate(raw, text, bytesMax);
      } finally {
        (inflated ? raw : text).close();
      }
      return inflated ? text : raw;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static boolean inflate(Spool raw, Spool text, long bytesMax) throws IOException {
    try (InputStream in = inflating(raw.open())) {
      copy(in, text, bytesMax);
      return true;
    } catch (ZipException | FramingException | java.io.EOFException e) {
      return false;
    }
  }

  private static void copy(InputStream from, OutputStream to, long bytesMax) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    long copied = 0;
    for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
      copied += n;
      if (copied > bytesMax) {
        throw new BodyTooLargeException(bytesMax);
      }
      to.write(chunk, 0, n);
    }
  }

  /** The text of a compressed body as its bytes arrive. */
  static InputStream inflating(InputStream body) throws IOException {
    byte[] header = body.readNBytes(HEADER_BYTES);
    int next = header.length == HEADER_BYTES ? body.read() : -1;
    if (next < 0) {
      body.close();
      return new ByteArrayInputStream(header);
    }
    return new Inflating(new java.io.SequenceInputStream(new ByteArrayInputStream(new byte[]{(byte) next}), body),
        StoredForm.announcedBytes(header, 0, HEADER_BYTES));
  }

  /** Fails when more comes out than the sender announced; less is fine. */
  private static final class Inflating extends InflaterInputStream {
    private final long announced;
    private long given;

    private Inflating(InputStream in, long announced) {
      super(in, new Inflater(), CHUNK_BYTES);
      this.announced = announced;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      given += Math.max(0, n);
      if (given > announced) {
        throw new FramingException("announces " + announced + " bytes of text and holds more");
      }
      return n;
    }

    @Override
    public void close() throws IOException {
      super.close();
      // The stream did not make this inflater itself, so it leaves its native memory to us.
      inf.end();
    }
  }
}

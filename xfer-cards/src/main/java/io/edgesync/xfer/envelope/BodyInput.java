package io.edgesync.xfer.envelope;

import io.edgesync.xfer.card.BodyTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Gives bodies back their text. */
final class BodyInput {

  private static final int HEADER_BYTES = 4;
  private static final int CHUNK_BYTES = 16 << 10;

  private BodyInput() {}

  /** The whole text of a body; a body that cannot be decompressed is its own text. */
  static BodyText text(InputStream body, BodyForm form, long bytesMax) throws IOException {
    Spool raw = new Spool();
    try {
      copy(body, raw, bytesMax);
      if (form == BodyForm.PLAIN || raw.size() <= HEADER_BYTES) {
        return raw;
      }
      BodyText text = inflate(raw, bytesMax);
      if (text == null) {
        return raw;
      }
      if (text instanceof Spool) {
        raw.close();
      }
      return text;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Null where it cannot be decompressed. */
  private static @Nullable BodyText inflate(Spool raw, long bytesMax) throws IOException {
    Spool text = new Spool();
    boolean isText = false;
    try (InputStream in = inflating(raw.open())) {
      byte[] chunk = new byte[CHUNK_BYTES];
      long bytes = 0;
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        bytes = bounded(bytes + n, bytesMax);
        if (PackedText.is(bytes, raw.size())) {
          return new PackedText(raw, bounded(announced(raw), bytesMax));
        }
        text.write(chunk, 0, n);
      }
      isText = true;
      return text;
    } catch (ZipException | FramingException | EOFException e) {
      return null;
    } finally {
      if (!isText) {
        text.close();
      }
    }
  }

  private static long announced(Spool raw) throws IOException {
    try (InputStream in = raw.open()) {
      return StoredForm.announcedBytes(in.readNBytes(HEADER_BYTES), 0, HEADER_BYTES);
    }
  }

  private static void copy(InputStream from, OutputStream to, long bytesMax) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    long copied = 0;
    for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
      copied = bounded(copied + n, bytesMax);
      to.write(chunk, 0, n);
    }
  }

  private static long bounded(long bytes, long bytesMax) throws BodyTooLargeException {
    if (bytes > bytesMax) {
      throw new BodyTooLargeException(bytesMax);
    }
    return bytes;
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

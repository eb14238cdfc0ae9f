package io.edgesync.xfer.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The framing of one blob, in {@code blob.content} and in {@code cfile} payloads: 4 bytes big-endian size of what is inside, then
 * a zlib stream. The static methods serve callers that have one blob; an instance holds a native deflater and inflater for a
 * worker that frames many: one thread at a time, to be closed. Source: {@code src/blob.c, blob_compress()} and
 * {@code blob_uncompress()}.
 */
public final class StoredForm implements AutoCloseable {

  private static final int HEADER_BYTES = 4;
  /** A hostile size is not believed further than this before the bytes come. zlib shrinks at most 1032 to 1. */
  private static final int RATIO_MAX = 1032;
  /** Larger content is compressed by way of a file. */
  private static final int LARGE_BYTES = 1 << 20;
  /** zlib holds up the collector for as long as one call takes. */
  private static final int STEP_BYTES = 64 << 10;

  private @Nullable Deflater deflater;
  private @Nullable Inflater inflater;

  /** {@code content} framed with zlib's default level: the bytes that Fossil stores. */
  public static byte[] compress(byte[] content) {
    try (StoredForm form = new StoredForm()) {
      return form.frame(content, 0, content.length);
    }
  }

  /** What is inside {@code framed}, refused before it is expanded when it would exceed {@code bytesMax}. */
  public static byte[] expand(byte[] framed, int bytesMax) throws FramingException {
    try (StoredForm form = new StoredForm()) {
      return form.unframe(framed, 0, framed.length, bytesMax);
    }
  }

  /** The size that the first 4 bytes announce; a hostile sender lies. */
  public static long announcedBytes(byte[] framed, int offset, int length) throws FramingException {
    if (length < HEADER_BYTES) {
      throw new FramingException("a framed blob has at least 4 bytes, not " + length);
    }
    return (framed[offset] & 0xffL) << 24 | (framed[offset + 1] & 0xff) << 16 | (framed[offset + 2] & 0xff) << 8
        | (framed[offset + 3] & 0xff);
  }

  /**
   * {@code length} bytes of {@code content} from {@code offset}, framed with zlib's default level. Where these are large, nothing of
   * their size is held beside content and result.
   *
   * @throws UncheckedIOException where there is no room for the temporary file that this takes
   */
  public byte[] frame(byte[] content, int offset, int length) {
    Deflater zlib = deflater;
    if (zlib == null) {
      zlib = new Deflater();
      deflater = zlib;
    }
    zlib.reset();
    zlib.setInput(content, offset, length);
    zlib.finish();
    return length > LARGE_BYTES ? spooled(zlib, length) : grown(zlib, length);
  }

  private static byte[] grown(Deflater zlib, int length) {
    byte[] framed = new byte[HEADER_BYTES + 64 + length / 2];
    putSize(framed, length);
    int filled = HEADER_BYTES;
    while (true) {
      filled += zlib.deflate(framed, filled, framed.length - filled);
      if (zlib.finished()) {
        return Arrays.copyOf(framed, filled);
      }
      framed = Arrays.copyOf(framed, Math.addExact(framed.length, 64 + length / 4));
    }
  }

  /** By way of a file: where content hardly shrinks, a growing array and its copies take more than twice as much as the result. */
  private static byte[] spooled(Deflater zlib, int length) {
    byte[] step = new byte[STEP_BYTES];
    putSize(step, length);
    try (Spool spool = new Spool()) {
      spool.write(step, 0, HEADER_BYTES);
      while (!zlib.finished()) {
        spool.write(step, 0, zlib.deflate(step));
      }
      byte[] framed = new byte[Math.toIntExact(spool.size())];
      try (InputStream in = spool.open()) {
        in.readNBytes(framed, 0, framed.length);
      }
      return framed;
    } catch (IOException e) {
      throw new UncheckedIOException("temporary file for compressing " + length + " bytes: " + e.getMessage(), e);
    }
  }

  /**
   * What is inside {@code length} bytes of {@code framed} from {@code offset}. Bytes after the zlib stream are ignored.
   *
   * @throws FramingException when this is not the framing, when less or more comes out than announced, and before anything is
   *                          expanded when more than {@code bytesMax} is announced
   */
  public byte[] unframe(byte[] framed, int offset, int length, int bytesMax) throws FramingException {
    return unframe(framed, offset, length, bytesMax, byte[]::new);
  }

  /**
   * As {@link #unframe(byte[], int, int, int)}, into an array of the caller's; {@link #announcedBytes} tells how much of it is filled.
   *
   * @param room gives an array of so many bytes or more, whatever it holds; what was inside is at its beginning
   */
  public byte[] unframe(byte[] framed, int offset, int length, int bytesMax, IntFunction<byte[]> room)
      throws FramingException {
    long size = announcedBytes(framed, offset, length);
    if (size > bytesMax) {
      throw new FramingException("announces " + size + " bytes, at most " + bytesMax + " are taken");
    }
    if (size > (long) RATIO_MAX * length) {
      throw new FramingException("announces " + size + " bytes, more than " + length + " compressed bytes can hold");
    }
    Inflater zlib = inflater;
    if (zlib == null) {
      zlib = new Inflater();
      inflater = zlib;
    }
    zlib.reset();
    zlib.setInput(framed, offset + HEADER_BYTES, length - HEADER_BYTES);
    byte[] content = room.apply((int) size);
    int filled;
    try {
      filled = inflate(zlib, content, (int) size);
    } catch (DataFormatException e) {
      throw new FramingException("not a zlib stream: " + e.getMessage());
    }
    if (filled != size) {
      throw new FramingException("expected " + size + " bytes after inflating, got "
          + (filled > size ? "more" : Integer.toString(filled)));
    }
    if (!zlib.finished()) {
      throw new FramingException("the zlib stream ends without its checksum");
    }
    return content;
  }

  /** Fills {@code size} bytes of {@code content} and gives how many came, one more than fit where there were more. */
  private static int inflate(Inflater zlib, byte[] content, int size) throws DataFormatException {
    byte[] spare = new byte[1];
    int filled = 0;
    while (!zlib.finished()) {
      boolean full = filled == size;
      // A full one may still lack the stream's checksum: one byte of room makes zlib read on.
      int n = full ? zlib.inflate(spare) : zlib.inflate(content, filled, Math.min(STEP_BYTES, size - filled));
      if (full && n > 0) {
        return filled + n;
      }
      filled += n;
      if (n == 0 && (zlib.needsInput() || zlib.needsDictionary())) {
        break;
      }
    }
    return filled;
  }

  static void putSize(byte[] header, long size) {
    header[0] = (byte) (size >>> 24);
    header[1] = (byte) (size >>> 16);
    header[2] = (byte) (size >>> 8);
    header[3] = (byte) size;
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    if (deflater != null) {
      deflater.end();
      deflater = null;
    }
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }
}

package io.edgesync.xfer.envelope;

import java.io.IOException;

/**
 * The framing of one blob, in {@code blob.content} and in {@code cfile} payloads: 4 bytes big-endian size of what is inside, then
 * a zlib stream. An instance holds a native deflater and inflater for a worker that frames many blobs: one thread at a time, to
 * be closed. The static methods serve callers that have one blob. Source: {@code src/blob.c, blob_compress()}.
 */
public final class StoredForm implements AutoCloseable {

  /** {@code content} framed with zlib's default level, the same bytes that Fossil stores. */
  public static byte[] compress(byte[] content) {
    try (StoredForm form = new StoredForm()) {
      return form.frame(content, 0, content.length);
    }
  }

  /**
   * What is inside {@code framed}.
   *
   * @throws IOException when it is not this framing, or would exceed {@code bytesMax}
   */
  public static byte[] expand(byte[] framed, int bytesMax) throws IOException {
    try (StoredForm form = new StoredForm()) {
      return form.unframe(framed, 0, framed.length, bytesMax);
    }
  }

  /** The size that the first 4 bytes announce; a hostile sender lies. */
  public static long announcedBytes(byte[] framed, int offset, int length) throws IOException {
    throw new IllegalStateException();
  }

  public byte[] frame(byte[] content, int offset, int length) {
    throw new IllegalStateException();
  }

  public byte[] unframe(byte[] framed, int offset, int length, int bytesMax) throws IOException {
    throw new IllegalStateException();
  }

  @Override
  public void close() {}
}

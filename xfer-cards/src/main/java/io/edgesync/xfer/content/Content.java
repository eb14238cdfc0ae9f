package io.edgesync.xfer.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The payload bytes of one card: immutable, owned by its card, never copied on the way. A content that was charged to a
 * {@link MemoryBudget} gives its bytes back when it is closed; closing does not invalidate the bytes, it only says that the
 * holder lets go of them. Equality is by bytes.
 */
public final class Content implements AutoCloseable {

  private static final Content EMPTY = new Content(new byte[0], 0, 0, null);

  private final byte[] bytes;
  private final int offset;
  private final int length;
  private final MemoryBudget.@Nullable Charge charge;

  private Content(byte[] bytes, int offset, int length, MemoryBudget.@Nullable Charge charge) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.charge = charge;
  }

  public static Content empty() {
    return EMPTY;
  }

  /** Takes ownership of {@code bytes}: the caller must not change them afterwards. */
  public static Content of(byte[] bytes) {
    return new Content(bytes, 0, bytes.length, null);
  }

  /** Takes ownership of {@code bytes} and of {@code charge}, which {@link #close()} gives back. */
  public static Content of(byte[] bytes, MemoryBudget.@Nullable Charge charge) {
    return new Content(bytes, 0, bytes.length, charge);
  }

  /** A part of {@code bytes}, which the caller must not change afterwards. */
  public static Content of(byte[] bytes, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
    return new Content(bytes, offset, length, null);
  }

  public int size() {
    return length;
  }

  /**
   * Of what was charged with these bytes beyond their own size, for the other forms that are made of them, at most {@code bytesMax}; the caller
   * closes it. Null where nothing is left of that.
   */
  public MemoryBudget.@Nullable Charge splitSpare(long bytesMax) {
    long spare = charge == null ? 0 : Math.min(bytesMax, charge.bytes() - length);
    return charge == null || spare <= 0 ? null : charge.split(spare);
  }

  /** The backing array, for readers only; the bytes start at {@link #offset()} and are {@link #size()} long. */
  @SuppressWarnings("EI_EXPOSE_REP")
  public byte[] array() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  /** The bytes as an array of exactly their size; the backing array itself where it fits, so it must not be written to. */
  public byte[] toArray() {
    return offset == 0 && length == bytes.length ? bytes : Arrays.copyOfRange(bytes, offset, offset + length);
  }

  public InputStream open() {
    return new ByteArrayInputStream(bytes, offset, length);
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public void close() {
    if (charge != null) {
      charge.close();
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Content that
        && Arrays.equals(bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return length + " bytes";
  }
}

package io.edgesync.xfer.card;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The text of a body as lines and payloads: buffers, counts, and bounds what it takes. Not thread-safe. */
final class CardInput {

  /** A payload of unknown truth starts with this much memory and grows as its bytes really arrive. */
  private static final int TRUST_BYTES = 1 << 20;

  private final InputStream in;
  private final long bytesMax;
  private final long bytesKnown;
  private final int lineBytesMax;
  private final byte[] buffer = new byte[16 << 10];
  private int position;
  private int limit;
  private long taken;
  private boolean atEnd;
  private Aside.@Nullable Waiting aside;
  private boolean newlineMayFollow;
  private boolean byteFollows;

  /** The line read last, without its newline: {@code line[lineStart..lineEnd)}. */
  byte[] line = buffer;
  int lineStart;
  int lineEnd;
  /** Whether the line read last was longer than allowed; then its first bytes are here and the rest is skipped when more is asked for. */
  boolean lineCut;

  /** @param bytesKnown the length of the whole text where that is certain, else -1 */
  CardInput(InputStream in, int lineBytesMax, long bytesMax, long bytesKnown) {
    this.in = in;
    this.lineBytesMax = lineBytesMax;
    this.bytesMax = bytesMax;
    this.bytesKnown = bytesKnown;
  }

  /** Reads the next line; false at the end of the text. */
  boolean nextLine() throws IOException {
    if (lineCut) {
      lineCut = false;
      skipLine();
    }
    if (newlineMayFollow) {
      newlineMayFollow = false;
      skipNewline();
    }
    if (byteFollows) {
      byteFollows = false;
      skip(1);
    }
    if (position == limit && !fill()) {
      return false;
    }
    int newline = indexOfNewline(position);
    if (newline >= 0 && newline - position <= lineBytesMax) {
      line = buffer;
      lineStart = position;
      lineEnd = newline;
      position = newline + 1;
      return true;
    }
    return nextLongLine();
  }

  private boolean nextLongLine() throws IOException {
    byte[] long_ = new byte[Math.min(lineBytesMax, 2 * buffer.length)];
    int length = 0;
    while (true) {
      int newline = indexOfNewline(position);
      int end = newline >= 0 ? newline : limit;
      int fits = Math.min(end - position, lineBytesMax - length);
      lineCut = fits < end - position;
      if (length + fits > long_.length) {
        long_ = Arrays.copyOf(long_, Math.min(lineBytesMax, Math.max(2 * long_.length, length + fits)));
      }
      System.arraycopy(buffer, position, long_, length, fits);
      length += fits;
      position = lineCut ? position + fits : newline >= 0 ? newline + 1 : limit;
      if (lineCut || newline >= 0 || !fill()) {
        line = long_;
        lineStart = 0;
        lineEnd = length;
        return true;
      }
    }
  }

  /** To its newline, or the end of the text. */
  private void skipLine() throws IOException {
    while (position < limit || fill()) {
      int newline = indexOfNewline(position);
      position = newline >= 0 ? newline + 1 : limit;
      if (newline >= 0) {
        return;
      }
    }
  }

  private int indexOfNewline(int from) {
    for (int i = from; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Waits for the next {@code size} bytes, or as many as are left, which are then at hand as the next payload. */
  void putAside(int size, Aside where) throws IOException {
    aside = where.put(new InputStream() {
      private int left = size;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int wanted = Math.min(left, length);
        int n = left == 0 ? -1 : next(into, offset, offset + wanted);
        left -= Math.max(0, n);
        return n;
      }
    });
  }

  private byte[] fromAside(Aside.Waiting waiting) throws IOException {
    try (waiting; InputStream bytes = waiting.open()) {
      return bytes.readNBytes((int) waiting.size());
    } finally {
      aside = null;
    }
  }

  /** How many of the next {@code size} bytes there are, where that is known; else all of them. */
  int coming(int size) {
    if (aside != null) {
      return (int) aside.size();
    }
    return bytesKnown >= 0 ? Math.clamp(bytesKnown - consumed(), 0, size) : size;
  }

  /** The next {@code size} bytes, or as many as are left: Fossil cuts a payload at the end of the text. */
  byte[] payload(int size) throws IOException {
    if (aside != null) {
      return fromAside(aside);
    }
    int certain = coming(size);
    byte[] bytes = new byte[bytesKnown >= 0 ? certain : Math.min(certain, TRUST_BYTES)];
    int length = Math.min(limit - position, bytes.length);
    System.arraycopy(buffer, position, bytes, 0, length);
    position += length;
    while (length < certain) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(certain, 2L * bytes.length));
      }
      int n = next(bytes, length, bytes.length);
      if (n < 0) {
        break;
      }
      length += n;
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** What is at hand of the next bytes. */
  private int next(byte[] into, int from, int to) throws IOException {
    if (position == limit) {
      return atEnd ? -1 : counted(in.read(into, from, to - from));
    }
    int n = Math.min(limit - position, to - from);
    System.arraycopy(buffer, position, into, from, n);
    position += n;
    return n;
  }

  /** Skips {@code size} bytes, or as many as are left, and gives the last one skipped, or -1. */
  int skip(long size) throws IOException {
    int last = -1;
    for (long left = size; left > 0 && (position < limit || fill());) {
      int n = (int) Math.min(left, limit - position);
      position += n;
      left -= n;
      last = buffer[position - 1];
    }
    return last;
  }

  /** The next byte is passed over if it is a newline: when a line is asked for, and not by who holds a payload meanwhile. */
  void newlineMayFollow() {
    newlineMayFollow = true;
  }

  /** The next byte is passed over, likewise when a line is asked for. */
  void byteFollows() {
    byteFollows = true;
  }

  /** Skips the next byte if it is a newline. */
  void skipNewline() throws IOException {
    if ((position < limit || fill()) && buffer[position] == '\n') {
      position++;
    }
  }

  /** Bytes of the text that lines and payloads have used up. */
  long consumed() {
    return taken - (limit - position);
  }

  private boolean fill() throws IOException {
    if (atEnd) {
      return false;
    }
    // The line read last may still point into this buffer, but its reader is done with it when it asks for more.
    int n = counted(in.read(buffer, 0, buffer.length));
    position = 0;
    limit = Math.max(0, n);
    return n > 0;
  }

  private int counted(int n) throws IOException {
    if (n < 0) {
      atEnd = true;
      return n;
    }
    taken += n;
    if (taken > bytesMax) {
      throw new BodyTooLargeException(bytesMax);
    }
    return n;
  }

  void close() throws IOException {
    if (aside != null) {
      aside.close();
    }
    in.close();
  }
}

package io.edgesync.mesh.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Opens compressed messages (RFC 7692, without context takeover) in pieces of a fixed size, however much they hold. One thread at a time.
 */
final class Inflation implements AutoCloseable {
  private static final int PIECE_BYTES = 16 * 1024;
  /** What senders leave out at the end of a message. */
  private static final byte[] END = {0, 0, (byte) 0xff, (byte) 0xff};

  private final Inflater inflater = new Inflater(true);
  private boolean begun;
  private boolean ending;

  /**
   * The next piece of what is in that part of a message.
   *
   * @param part the same one until this returns null, and alive as long
   * @param last the message ends with it
   * @return null when there is no more; else the caller releases it
   */
  @Nullable
  ByteBuf next(ByteBufAllocator allocator, ByteBuf part, boolean last) throws DataFormatException {
    if (!begun) {
      begun = true;
      if (!inflater.finished()) {
        inflater.setInput(part.nioBuffer());
      }
    }
    ByteBuf piece = allocator.heapBuffer(PIECE_BYTES, PIECE_BYTES);
    int count = 0;
    try {
      count = inflate(piece, last);
      return count == 0 ? null : piece.writerIndex(count);
    } finally {
      if (count == 0) {
        piece.release();
        begun = false;
        if (last) {
          ending = false;
          inflater.reset();
        }
      }
    }
  }

  private int inflate(ByteBuf piece, boolean last) throws DataFormatException {
    while (true) {
      int count = inflater.inflate(piece.array(), piece.arrayOffset(), PIECE_BYTES);
      if (count > 0) {
        return count;
      }
      if (inflater.needsDictionary()) {
        throw new DataFormatException("a dictionary is asked for");
      }
      // What follows a final block belongs to no stream.
      if (inflater.finished() || !last || ending) {
        return 0;
      }
      ending = true;
      inflater.setInput(END);
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}

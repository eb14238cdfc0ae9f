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

  /** What one takes outside of the heap, about. */
  static final int STATE_BYTES = 44 * 1024;
  /** One of the event loop's that no message needs: most messages are whole before the next connection's begins. */
  private static final ThreadLocal<@Nullable Inflater> SPARE = new ThreadLocal<>();

  /** While a message is open. */
  private @Nullable Inflater inflater;
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
    Inflater open = open();
    if (!begun) {
      begun = true;
      if (!open.finished()) {
        open.setInput(part.nioBuffer());
      }
    }
    ByteBuf piece = allocator.heapBuffer(PIECE_BYTES, PIECE_BYTES);
    int count = 0;
    try {
      count = inflate(open, piece, last);
      return count == 0 ? null : piece.writerIndex(count);
    } finally {
      if (count == 0) {
        piece.release();
        begun = false;
        if (last) {
          ending = false;
          inflater = null;
          spare(open);
        }
      }
    }
  }

  boolean isOpen() {
    return inflater != null;
  }

  private Inflater open() {
    Inflater open = inflater;
    if (open == null) {
      open = SPARE.get();
      SPARE.remove();
      open = open == null ? new Inflater(true) : open;
      inflater = open;
    }
    return open;
  }

  private static void spare(Inflater done) {
    if (SPARE.get() == null) {
      done.reset();
      SPARE.set(done);
    } else {
      done.end();
    }
  }

  private int inflate(Inflater inflater, ByteBuf piece, boolean last) throws DataFormatException {
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
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }
}

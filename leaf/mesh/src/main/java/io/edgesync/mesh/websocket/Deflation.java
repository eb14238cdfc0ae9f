package io.edgesync.mesh.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Compresses messages (RFC 7692, without context takeover), each for itself. */
final class Deflation {
  /** Below this it is not worth it. */
  static final int BYTES_MIN = 65;
  private static final int END_LENGTH = 4;
  private static final int ROOM = 64;

  /** As nothing goes from one message to the next, all connections of an event loop share one: each has a quarter of a megabyte. */
  private static final ThreadLocal<Deflater> OF_THREAD = ThreadLocal
      .withInitial(() -> new Deflater(Deflater.BEST_SPEED, true));

  private Deflation() {}

  /** The message compressed, without the empty block at its end. The caller releases both. */
  static ByteBuf message(ByteBufAllocator allocator, ByteBuf plain) {
    Deflater deflater = OF_THREAD.get();
    ByteBuf out = allocator.directBuffer(plain.readableBytes() / 2 + ROOM);
    deflater.setInput(plain.nioBuffer());
    boolean more = true;
    while (more) {
      out.ensureWritable(ROOM);
      ByteBuffer room = out.nioBuffer(out.writerIndex(), out.writableBytes());
      out.writerIndex(out.writerIndex() + deflater.deflate(room, Deflater.SYNC_FLUSH));
      more = !room.hasRemaining();
    }
    deflater.reset();
    return out.writerIndex(out.writerIndex() - END_LENGTH);
  }
}

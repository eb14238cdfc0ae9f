package io.edgesync.mesh.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Compresses messages (RFC 7692, without context takeover), each for itself. One thread at a time. */
final class Deflation implements AutoCloseable {
  /** Below this it is not worth it. */
  static final int BYTES_MIN = 65;
  private static final int END_LENGTH = 4;
  private static final int ROOM = 64;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

  /** The message compressed, without the empty block at its end. The caller releases both. */
  ByteBuf message(ByteBufAllocator allocator, ByteBuf plain) {
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

  @Override
  public void close() {
    deflater.end();
  }
}

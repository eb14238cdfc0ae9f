package io.edgesync.mesh.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.random.RandomGenerator;

/** Puts what is written into frames: by reference where they are not masked, compressed where that was agreed on. One thread at a time. */
final class FrameWriter {
  private static final int FINAL = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int CONTINUATION = 0;
  private static final int MASKED = 0x80;
  private static final int HEAD_BYTES_MAX = 10;
  private static final int MASK_BYTES = 4;
  /** What {@code nats-server} sends to browsers at most. */
  private static final int BROWSER_FRAME_BYTES = 4096;

  private final Framing framing;

  FrameWriter(Framing framing) {
    this.framing = framing;
  }

  /** Writes the bytes, which it releases, as the payload of binary frames. */
  void write(ChannelHandlerContext ctx, ByteBuf bytes, ChannelPromise promise) {
    RandomGenerator masks = framing.masks();
    if (masks != null) {
      ByteBuf frame;
      try {
        frame = masked(ctx, FINAL | FrameReader.BINARY, bytes, masks);
      } finally {
        bytes.release();
      }
      ctx.write(frame, promise);
    } else if (framing.compression() && bytes.readableBytes() >= Deflation.BYTES_MIN) {
      ByteBuf compressed;
      try {
        compressed = Deflation.message(ctx.alloc(), bytes);
      } finally {
        bytes.release();
      }
      writeMessage(ctx, compressed, true, framing.browser() && !framing.wholeWhenCompressed(), promise);
    } else {
      writeMessage(ctx, bytes, false, framing.browser(), promise);
    }
  }

  /** What is masked is a copy: the bytes that were written may be on their way to others, too. */
  private static ByteBuf masked(ChannelHandlerContext ctx, int first, ByteBuf payload, RandomGenerator masks) {
    int length = payload.readableBytes();
    ByteBuf frame = ctx.alloc().directBuffer(HEAD_BYTES_MAX + MASK_BYTES + length);
    int mask = masks.nextInt();
    writeHead(frame, first, MASKED, length).writeInt(mask);
    long wide = ((long) mask << 32) | (mask & 0xffffffffL);
    while (payload.readableBytes() >= Long.BYTES) {
      frame.writeLong(payload.readLong() ^ wide);
    }
    while (payload.isReadable()) {
      frame.writeByte(payload.readByte() ^ (mask >>> 24));
      mask = Integer.rotateLeft(mask, 8);
    }
    return frame;
  }

  /** A compressed message in several frames is one message; what is not compressed is a message for each. */
  private static void writeMessage(ChannelHandlerContext ctx, ByteBuf payload, boolean compressed, boolean inPieces,
      ChannelPromise promise) {
    int first = FrameReader.BINARY | (compressed ? COMPRESSED : 0);
    while (inPieces && payload.readableBytes() > BROWSER_FRAME_BYTES) {
      ctx.write(head(ctx, first | (compressed ? 0 : FINAL), BROWSER_FRAME_BYTES));
      ctx.write(payload.readRetainedSlice(BROWSER_FRAME_BYTES));
      first = compressed ? CONTINUATION : first;
    }
    ctx.write(head(ctx, first | FINAL, payload.readableBytes()));
    ctx.write(payload, promise);
  }

  private static ByteBuf head(ChannelHandlerContext ctx, int first, int length) {
    return writeHead(ctx.alloc().directBuffer(HEAD_BYTES_MAX, HEAD_BYTES_MAX), first, 0, length);
  }

  private static ByteBuf writeHead(ByteBuf head, int first, int maskBit, int length) {
    head.writeByte(first);
    if (length < 126) {
      return head.writeByte(maskBit | length);
    }
    return length < 1 << 16
        ? head.writeByte(maskBit | 126).writeShort(length)
        : head.writeByte(maskBit | 127).writeLong(length);
  }

  /** A control frame. */
  ByteBuf control(ChannelHandlerContext ctx, int opcode, byte[] payload) {
    RandomGenerator masks = framing.masks();
    if (masks != null) {
      return masked(ctx, FINAL | opcode, Unpooled.wrappedBuffer(payload), masks);
    }
    return ctx.alloc().directBuffer(2 + payload.length).writeByte(FINAL | opcode).writeByte(payload.length)
        .writeBytes(payload);
  }
}

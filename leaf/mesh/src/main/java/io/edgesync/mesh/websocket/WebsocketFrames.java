package io.edgesync.mesh.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Between the frames of a channel and a connection that knows of none. What is written becomes the payload of binary frames, by reference
 * where they are not masked;
 * closing says why first, unless the peer does not read. Where the connection pauses reading, nothing compressed is opened meanwhile.
 */
final class WebsocketFrames extends ChannelDuplexHandler implements FrameReader.Receiver {
  private static final int FINAL = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int CONTINUATION = 0;
  private static final int MASKED = 0x80;
  private static final int HEAD_BYTES_MAX = 10;
  private static final int MASK_BYTES = 4;
  /** What {@code nats-server} sends to browsers at most. */
  private static final int BROWSER_FRAME_BYTES = 4096;
  private static final long FAREWELL_MILLIS = 1000;

  private record Part(ByteBuf bytes, boolean compressed, boolean last) {}

  private final Framing framing;
  private final Supplier<@Nullable CloseFrame> farewell;
  private final FrameReader reader;
  private final @Nullable Inflation inflation;
  private final @Nullable Deflation deflation;
  /** What was read and not handed on, because reading is paused: the first of it is compressed. */
  private final Deque<Part> waiting = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  /** The last PING that could not be answered because the peer does not read. */
  private byte @Nullable [] unanswered;
  private boolean handingOn;
  private boolean closing;
  private boolean answered;

  /**
   * @param farewell what to tell the peer when this side closes; null for nothing
   */
  WebsocketFrames(Framing framing, Supplier<@Nullable CloseFrame> farewell) {
    this.framing = framing;
    this.farewell = farewell;
    this.reader = new FrameReader(this, framing.peerMasks(), framing.compression());
    this.inflation = framing.compression() ? new Inflation() : null;
    this.deflation = framing.compression() ? new Deflation() : null;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
    if (inflation != null) {
      inflation.close();
    }
    if (deflation != null) {
      deflation.close();
    }
  }

  private void drop() {
    reader.end();
    waiting.forEach(part -> part.bytes.release());
    waiting.clear();
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  // ---- reading

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      reader.read(bytes);
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (answered) {
      answered = false;
      ctx.flush();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void onBytes(ByteBuf bytes) {
    if (waiting.isEmpty()) {
      context().fireChannelRead(bytes);
    } else {
      waiting.add(new Part(bytes, false, false));
    }
  }

  @Override
  public void onCompressed(ByteBuf part, boolean last) {
    waiting.add(new Part(part, true, last));
    handOn();
  }

  /** Reading goes on. */
  @Override
  public void read(ChannelHandlerContext ctx) {
    if (!waiting.isEmpty() && !handingOn) {
      handOn();
      ctx.fireChannelReadComplete();
    }
    if (waiting.isEmpty()) {
      ctx.read();
    }
  }

  private void handOn() {
    if (handingOn) {
      return;
    }
    handingOn = true;
    try {
      while (!closing && !waiting.isEmpty() && context().channel().config().isAutoRead()) {
        handOn(waiting.element());
      }
    } catch (DataFormatException e) {
      onViolation("invalid compressed data");
    } finally {
      handingOn = false;
    }
  }

  private void handOn(Part part) throws DataFormatException {
    ByteBuf next = null;
    if (part.compressed) {
      next = Objects.requireNonNull(inflation).next(context().alloc(), part.bytes, part.last);
      if (next == null) {
        waiting.remove();
        part.bytes.release();
        return;
      }
    } else {
      next = waiting.remove().bytes;
    }
    context().fireChannelRead(next);
  }

  @Override
  public void onPing(byte[] payload) {
    if (context().channel().isWritable()) {
      pong(payload);
    } else {
      unanswered = payload;
    }
  }

  private void pong(byte[] payload) {
    if (!closing) {
      answered = true;
      context().write(control(FrameReader.PONG, payload));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    byte[] last = unanswered;
    if (last != null && ctx.channel().isWritable()) {
      unanswered = null;
      pong(last);
      ctx.flush();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void onClose(byte[] payload) {
    closeWith(context(), CloseFrame.echo(payload), context().newPromise());
  }

  @Override
  public void onViolation(String reason) {
    if (!closing) {
      closing = true;
      drop();
      context().writeAndFlush(control(FrameReader.CLOSE, CloseFrame.protocolError(reason).payload()));
      context().fireExceptionCaught(new IOException("websocket: " + reason));
    }
  }

  // ---- writing

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ByteBuf bytes = (ByteBuf) message;
    if (closing) {
      bytes.release();
      promise.tryFailure(new ClosedChannelException());
    } else if (framing.masks() != null) {
      ByteBuf frame;
      try {
        frame = masked(FINAL | FrameReader.BINARY, bytes, framing.masks());
      } finally {
        bytes.release();
      }
      ctx.write(frame, promise);
    } else if (deflation != null && bytes.readableBytes() >= Deflation.BYTES_MIN) {
      ByteBuf compressed;
      try {
        compressed = deflation.message(ctx.alloc(), bytes);
      } finally {
        bytes.release();
      }
      writeMessage(ctx, compressed, true, framing.browser() && !framing.wholeWhenCompressed(), promise);
    } else {
      writeMessage(ctx, bytes, false, framing.browser(), promise);
    }
  }

  /** What is masked is a copy: the bytes that were written may be on their way to others, too. */
  private ByteBuf masked(int first, ByteBuf payload, RandomGenerator masks) {
    int length = payload.readableBytes();
    ByteBuf frame = context().alloc().directBuffer(HEAD_BYTES_MAX + MASK_BYTES + length);
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

  private ByteBuf control(int opcode, byte[] payload) {
    RandomGenerator masks = framing.masks();
    if (masks != null) {
      return masked(FINAL | opcode, Unpooled.wrappedBuffer(payload), masks);
    }
    return context().alloc().directBuffer(2 + payload.length).writeByte(FINAL | opcode).writeByte(payload.length)
        .writeBytes(payload);
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    CloseFrame last = closing || !ctx.channel().isWritable() ? null : farewell.get();
    if (last == null) {
      closing = true;
      ctx.close(promise);
    } else {
      closeWith(ctx, last.payload(), promise);
    }
  }

  private void closeWith(ChannelHandlerContext ctx, byte[] payload, ChannelPromise promise) {
    closing = true;
    ChannelFuture said = ctx.writeAndFlush(control(FrameReader.CLOSE, payload));
    said.addListener(_ -> ctx.close(promise));
    if (!said.isDone()) {
      ctx.executor().schedule(() -> ctx.close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}

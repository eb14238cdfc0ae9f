package io.edgesync.mesh.websocket;

import io.netty.buffer.ByteBuf;
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
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Between the frames of a channel and a connection that knows of none. What is written becomes the payload of binary frames; closing says why
 * first, unless the peer does not read. Where the connection pauses reading, nothing compressed is opened meanwhile. A frame may hold a
 * thousand times its size: after so many bytes the other connections of the event loop have their turn, and nothing is read until the rest
 * has been handed on.
 */
final class WebsocketFrames extends ChannelDuplexHandler implements FrameReader.Receiver {
  private static final long FAREWELL_MILLIS = 1000;
  /** What is handed on of compressed frames before others have their turn. */
  static final int TURN_BYTES = 256 * 1024;

  /** {@code pinned} bytes are free when this is handed on: those of a whole read, in the last part of it. */
  private record Part(ByteBuf bytes, boolean compressed, boolean last, long pinned) {}

  private final Acceptor.Reading reading;
  private final Supplier<@Nullable CloseFrame> farewell;
  private final FrameReader reader;
  private final @Nullable Inflation inflation;
  private final FrameWriter writer;
  /** What was read and not handed on, because reading is paused or others have their turn: the first of it is compressed. */
  private final Deque<Part> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long partsEver;
  /** Bytes that were handed on in this turn. */
  private long turnBytes;
  /** The next turn comes. */
  private boolean resting;
  /** What is to be done when nothing waits any more; null for nothing. */
  private @Nullable Runnable ending;
  private @Nullable ChannelHandlerContext context;
  /** The last PING that could not be answered because the peer does not read. */
  private byte @Nullable [] unanswered;
  private boolean handingOn;
  private boolean closing;
  private boolean answered;

  /**
   * @param reading what the connection says and hears of it
   * @param farewell what to tell the peer when this side closes; null for nothing
   */
  WebsocketFrames(Framing framing, Acceptor.Reading reading, Supplier<@Nullable CloseFrame> farewell) {
    this.reading = reading;
    this.farewell = farewell;
    this.reader = new FrameReader(this, framing.peerMasks(), framing.compression());
    this.inflation = framing.compression() ? new Inflation() : null;
    this.writer = new FrameWriter(framing);
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
  }

  private void drop() {
    reader.end();
    waiting.forEach(part -> part.bytes.release());
    waiting.clear();
    waitingBytes = 0;
    ending = null;
  }

  private void tellWhatWaits() {
    reading.waits(waitingBytes + (inflation != null && inflation.isOpen() ? Inflation.STATE_BYTES : 0));
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  // ---- reading

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    long before = partsEver;
    try {
      reader.read(bytes);
    } finally {
      Part last = partsEver == before ? null : waiting.pollLast();
      if (last != null) {
        waiting.addLast(new Part(last.bytes, last.compressed, last.last, bytes.capacity()));
        waitingBytes += bytes.capacity();
      }
      tellWhatWaits();
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
      add(new Part(bytes, false, false, 0));
    }
  }

  @Override
  public void onCompressed(ByteBuf part, boolean last) {
    add(new Part(part, true, last, 0));
    handOn();
  }

  private void add(Part part) {
    partsEver++;
    waiting.add(part);
  }

  /** Reading goes on. */
  @Override
  public void read(ChannelHandlerContext ctx) {
    if (!handingOn) {
      turnBytes = 0;
      if (!waiting.isEmpty()) {
        handOn();
        tellWhatWaits();
        ctx.fireChannelReadComplete();
      }
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
        if (turnBytes >= TURN_BYTES && !waiting.isEmpty()) {
          rest();
        }
      }
      Runnable end = ending;
      if (end != null && waiting.isEmpty() && !closing) {
        ending = null;
        end.run();
      }
    } catch (DataFormatException e) {
      violation("invalid compressed data");
    } finally {
      handingOn = false;
    }
  }

  /** Others first: what they have sent is read, and what they wait for done, before this goes on. */
  private void rest() {
    context().channel().config().setAutoRead(false);
    if (!resting) {
      resting = true;
      // A task would come again before anything is read.
      context().executor().schedule(this::nextTurn, 0, TimeUnit.NANOSECONDS);
    }
  }

  private void nextTurn() {
    resting = false;
    if (!context().isRemoved() && !reading.isPaused()) {
      context().channel().config().setAutoRead(true);
    }
  }

  private void handOn(Part part) throws DataFormatException {
    ByteBuf next = null;
    if (part.compressed) {
      next = Objects.requireNonNull(inflation).next(context().alloc(), part.bytes, part.last);
      if (next == null) {
        waitingBytes -= waiting.remove().pinned;
        part.bytes.release();
        return;
      }
    } else {
      next = part.bytes;
      waitingBytes -= waiting.remove().pinned;
    }
    turnBytes += next.readableBytes();
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
      context().write(writer.control(context(), FrameReader.PONG, payload));
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
    behindWhatWaits(() -> closeWith(context(), CloseFrame.echo(payload), context().newPromise()));
  }

  @Override
  public void onViolation(String reason) {
    behindWhatWaits(() -> violation(reason));
  }

  private void behindWhatWaits(Runnable end) {
    if (waiting.isEmpty()) {
      end.run();
    } else {
      ending = end;
    }
  }

  private void violation(String reason) {
    if (!closing) {
      closing = true;
      drop();
      context().writeAndFlush(writer.control(context(), FrameReader.CLOSE, CloseFrame.protocolError(reason).payload()));
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
    } else {
      writer.write(ctx, bytes, promise);
    }
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    CloseFrame last = closing || !ctx.channel().isWritable() ? null : farewell.get();
    if (last == null) {
      closing = true;
      drop();
      ctx.close(promise);
    } else {
      closeWith(ctx, last.payload(), promise);
    }
  }

  private void closeWith(ChannelHandlerContext ctx, byte[] payload, ChannelPromise promise) {
    closing = true;
    drop();
    ChannelFuture said = ctx.writeAndFlush(writer.control(ctx, FrameReader.CLOSE, payload));
    said.addListener(_ -> ctx.close(promise));
    if (!said.isDone()) {
      ctx.executor().schedule(() -> ctx.close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}

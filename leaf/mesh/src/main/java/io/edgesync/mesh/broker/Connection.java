package io.edgesync.mesh.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket: what is read from it goes through a {@link WireParser}, what is written to it through an {@link Outbound}. Everything but
 * {@link #stall} and {@link #cut} runs on the connection's event loop.
 */
abstract class Connection extends ChannelInboundHandlerAdapter implements WireParser.Receiver {
  static final byte[] CRLF = {'\r', '\n'};

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  /** A reading pause ends after this time in any case, so that PINGs are answered. */
  private static final long STALL_MAX_MILLIS = 1000;
  private static final long LINGER_MILLIS = 2000;

  final Node node;
  final Channel channel;
  final Outbound out;
  final int number;

  private final Heartbeat heartbeat = new Heartbeat(this);
  private final ControlLine line = new ControlLine();
  private final WireParser parser = new WireParser(this);
  private boolean finished;
  private boolean stalled;
  private @Nullable String closeReason;

  Connection(Node node, Channel channel, long pendingMax) {
    this.node = node;
    this.channel = channel;
    this.number = node.connectionNumbers().incrementAndGet();
    this.out = new Outbound(channel, node.backlog(), pendingMax, reason -> cut("slow consumer: " + reason));
  }

  /** The channel is gone. Called once. */
  abstract void onClosed(String reason);

  final String remoteAddress() {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress() + ":" + address.getPort()
        : "?";
  }

  /** The address of a socket; loopback with port 0 where the channel has none, as when it is closed. */
  static InetSocketAddress internet(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        ? internet
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Why it ended, as far as this side knows; null while it lives. */
  final @Nullable String closeReason() {
    return closeReason;
  }

  // ---- reading

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Flushes flushes = Flushes.ofLoop();
    flushes.begin();
    try {
      heartbeat.onInbound();
      parser.read((ByteBuf) message);
    } finally {
      ReferenceCountUtil.release(message);
      flushes.end();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    parser.rest();
    ctx.fireChannelReadComplete();
  }

  @Override
  public int onPartialLine(byte[] window, int from, int to) {
    if (to - from > argumentBytesMax() + WireParser.LINE_SLACK) {
      lineTooLong();
    }
    return from;
  }

  final void lineTooLong() {
    fail("maximum control line exceeded");
  }

  @Override
  public void onUnendedPayload() {
    unknownOperation();
  }

  @Override
  public void onLargeBegins(int bytes) {
    node.arrivals().begin(this, bytes);
  }

  @Override
  public void onLargeEnds() {
    node.arrivals().end(this);
  }

  /**
   * Splits what follows an operation of {@code length} letters.
   *
   * @return null when there is no blank behind the operation, or when the arguments are too long, which ends the connection
   */
  final @Nullable ControlLine arguments(byte[] bytes, int from, int end, int length) {
    int start = from + length;
    if (start >= end || !ControlLine.isBlank(bytes[start])) {
      unknownOperation();
      return null;
    }
    return argumentsOrNone(bytes, start, end);
  }

  /** The same where no blank is needed, and there need be no arguments. */
  final @Nullable ControlLine argumentsOrNone(byte[] bytes, int from, int end) {
    int start = from;
    while (start < end && ControlLine.isBlank(bytes[start])) {
      start++;
    }
    if (end - start > argumentBytesMax()) {
      lineTooLong();
      return null;
    }
    line.set(bytes, start, end);
    return line;
  }

  static boolean begins(byte[] bytes, int from, int end, String operation) {
    return Operations.begins(bytes, from, end, operation);
  }

  /** The message that the line just handled announced is read next; see {@link WireParser#expect}. */
  final void expect(Publication announced, int headLength, int totalLength) {
    parser.expect(announced, headLength, totalLength);
  }

  // ---- pausing

  /** Stops reading from this connection until {@code target}, which it fills faster than that is read, has room again. */
  final void stall(Outbound target, long belowBytes) {
    channel.eventLoop().execute(() -> {
      if (!stalled && !finished) {
        stalled = true;
        channel.config().setAutoRead(false);
        target.whenRoom(belowBytes, () -> channel.eventLoop().execute(this::resume));
        channel.eventLoop().schedule(this::resume, STALL_MAX_MILLIS, TimeUnit.MILLISECONDS);
      }
    });
  }

  private void resume() {
    if (stalled) {
      stalled = false;
      channel.config().setAutoRead(true);
    }
  }

  // ---- keeping alive

  /** Begins the PING rhythm; the first one early, to learn the round trip. */
  final void startPings(long firstMillis) {
    heartbeat.startPings(firstMillis);
  }

  final void onPong() {
    heartbeat.onPong();
  }

  // ---- ending

  @Override
  public final boolean isFinished() {
    return finished;
  }

  final void unknownOperation() {
    fail("Unknown Protocol Operation");
  }

  /** Says why and closes. */
  final void fail(String error) {
    if (!finished) {
      reason(error);
      out.append("-ERR '" + error + "'\r\n");
      finished = true;
      out.finish();
      // A peer that does not read is not waited for.
      channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Closes without a word, as {@code nats-server} does for malformed arguments. */
  final void closeSilently(String why) {
    if (!finished) {
      reason(why);
      finished = true;
      dropHalfRead();
      channel.close();
    }
  }

  private void dropHalfRead() {
    parser.drop();
    node.arrivals().end(this);
  }

  /** Any thread: the peer reads too slowly, or has to go for another reason. */
  final void cut(String why) {
    try {
      channel.eventLoop().execute(() -> closeSilently(why));
    } catch (RejectedExecutionException shuttingDown) {
      LOG.debug("connection closes with its loop peer={}", remoteAddress());
    }
  }

  /** Any thread: what it announced and has not sent holds memory, which is given back at once where that is possible. */
  final void cutHalfRead(String why) {
    if (channel.eventLoop().inEventLoop()) {
      closeSilently(why);
    } else {
      cut(why);
    }
  }

  private void reason(String why) {
    if (closeReason == null) {
      closeReason = why;
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    heartbeat.watchWriting();
    ctx.fireChannelActive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      out.drain();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    finished = true;
    out.close();
    dropHalfRead();
    onClosed(closeReason == null ? "the peer closed the connection" : closeReason);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      reason(String.valueOf(cause.getMessage()));
      LOG.debug("connection failed peer={} cause={}", remoteAddress(), cause.toString());
    } else {
      reason("internal error");
      LOG.error("connection ends by a bug peer={}", remoteAddress(), cause);
    }
    finished = true;
    ctx.close();
  }
}

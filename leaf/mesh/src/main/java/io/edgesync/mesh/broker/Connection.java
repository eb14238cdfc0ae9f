package io.edgesync.mesh.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket and the parser of its protocol lines. Bytes are gathered in a window that exists while there is something half read;
 * lines and small payloads are handled where they lie, a large payload is read into arrays of its exact size, which are then passed
 * on by reference.
 *
 * <p>A line is bounded while it grows, and a payload by {@code max_payload} before anything is allocated for it. Everything but
 * {@link #stall} runs on the connection's event loop.
 */
abstract class Connection extends ChannelInboundHandlerAdapter {
  static final byte[] CRLF = {'\r', '\n'};

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  /** Payloads with their line end up to this size wait in the window, larger ones get arrays of their own. */
  private static final int WINDOW_PAYLOAD_MAX = 16 * 1024;
  private static final int WINDOW_FIRST = 4 * 1024;
  private static final int WINDOW_USUAL = 32 * 1024;
  /** Room for the operation, blanks and the line end beside the arguments. */
  private static final int LINE_SLACK = 64;
  private static final byte[] NO_WINDOW = new byte[0];
  /** A reading pause ends after this time in any case, so that PINGs are answered. */
  private static final long STALL_MAX_MILLIS = 1000;
  private static final long LINGER_MILLIS = 2000;

  final Node node;
  final Channel channel;
  final Outbound out;
  final int number;

  private final Heartbeat heartbeat = new Heartbeat(this);
  private final ControlLine line = new ControlLine();
  private byte[] window = NO_WINDOW;
  private int windowFrom;
  private int windowTo;
  private @Nullable Publication publication;
  /** Bytes of the large publication that have been read; its line end counts. */
  private int received;
  private boolean large;
  private boolean finished;
  private boolean stalled;
  private @Nullable String closeReason;
  private byte firstAfterLarge;

  Connection(Node node, Channel channel, long pendingMax) {
    this.node = node;
    this.channel = channel;
    this.number = node.connectionNumbers().incrementAndGet();
    this.out = new Outbound(channel, node.backlog(), pendingMax, reason -> cut("slow consumer: " + reason));
  }

  /** Most bytes that the arguments of a line may have. */
  abstract int argumentBytesMax();

  /**
   * Handles one line.
   *
   * @param operation the window that holds it
   * @param from first byte of the line
   * @param end behind its last byte, the line end left out
   */
  abstract void onLine(byte[] operation, int from, int end);

  /** A message is complete. */
  abstract void onPublication(Publication publication);

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
    ByteBuf in = (ByteBuf) message;
    try {
      heartbeat.onInbound();
      while (in.isReadable() && !finished) {
        if (large) {
          readLarge(in);
        } else {
          fillWindow(in);
          parseWindow();
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (windowFrom == windowTo) {
      window = NO_WINDOW;
      windowFrom = 0;
      windowTo = 0;
    }
    ctx.fireChannelReadComplete();
  }

  private void fillWindow(ByteBuf in) {
    int wanted = in.readableBytes();
    if (windowFrom > 0 && (windowFrom == windowTo || window.length - windowTo < wanted)) {
      System.arraycopy(window, windowFrom, window, 0, windowTo - windowFrom);
      windowTo -= windowFrom;
      windowFrom = 0;
    }
    int size = windowTo == window.length ? Math.max(WINDOW_FIRST, 2 * window.length) : window.length;
    if (wanted > size) {
      size = Math.max(size, WINDOW_USUAL);
    }
    size = Math.min(size, Math.max(WINDOW_USUAL, argumentBytesMax() + LINE_SLACK + WINDOW_PAYLOAD_MAX));
    if (size > window.length) {
      window = Arrays.copyOf(window, size);
    }
    int taken = Math.min(wanted, window.length - windowTo);
    in.readBytes(window, windowTo, taken);
    windowTo += taken;
  }

  private void parseWindow() {
    while (!finished && !large) {
      Publication waiting = publication;
      if (waiting != null) {
        int needed = waiting.totalLength() + 2;
        if (windowTo - windowFrom < needed) {
          return;
        }
        waiting.head = window;
        waiting.headFrom = windowFrom;
        waiting.body = window;
        waiting.bodyFrom = windowFrom + waiting.headLength;
        int end = windowFrom + needed - 2;
        windowFrom += needed;
        publication = null;
        complete(waiting, window[end], window[end + 1]);
      } else if (!parseLine()) {
        return;
      }
    }
  }

  /** @return false when no whole line is there yet */
  private boolean parseLine() {
    int end = windowFrom;
    while (end < windowTo && window[end] != '\n') {
      end++;
    }
    int lengthMax = argumentBytesMax() + LINE_SLACK;
    if (end == windowTo) {
      if (end - windowFrom > lengthMax) {
        lineTooLong();
      }
      return false;
    }
    int lineFrom = windowFrom;
    windowFrom = end + 1;
    int lineEnd = end > lineFrom && window[end - 1] == '\r' ? end - 1 : end;
    if (lineEnd - lineFrom > lengthMax) {
      lineTooLong();
      return false;
    }
    onLine(window, lineFrom, lineEnd);
    return true;
  }

  private void lineTooLong() {
    fail("maximum control line exceeded");
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

  /** Whether the line begins with these upper-case letters, in any case. */
  static boolean begins(byte[] bytes, int from, int end, String operation) {
    if (end - from < operation.length()) {
      return false;
    }
    for (int i = 0; i < operation.length(); i++) {
      int letter = bytes[from + i];
      if (letter >= 'a' && letter <= 'z') {
        letter -= 32;
      }
      if (letter != operation.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The line just handled announced a message: its bytes are next.
   *
   * @param headLength of the header block, at most {@code totalLength}, which is at most {@code max_payload}
   */
  final void expect(Publication announced, int headLength, int totalLength) {
    announced.headLength = headLength;
    announced.bodyLength = totalLength - headLength;
    publication = announced;
    if (totalLength + 2 > WINDOW_PAYLOAD_MAX) {
      node.arrivals().begin(this, totalLength);
      announced.head = new byte[headLength];
      announced.body = new byte[totalLength - headLength];
      announced.owned = true;
      received = 0;
      large = true;
      ByteBuf rest = Unpooled.wrappedBuffer(window, windowFrom, windowTo - windowFrom);
      readLarge(rest);
      windowFrom = windowTo - rest.readableBytes();
    }
  }

  private void readLarge(ByteBuf in) {
    Publication reading = publication;
    if (reading == null) {
      throw new IllegalStateException("no message is being read");
    }
    if (received < reading.headLength) {
      int taken = Math.min(in.readableBytes(), reading.headLength - received);
      in.readBytes(reading.head, received, taken);
      received += taken;
    }
    int total = reading.totalLength();
    if (received >= reading.headLength && received < total) {
      int taken = Math.min(in.readableBytes(), total - received);
      in.readBytes(reading.body, received - reading.headLength, taken);
      received += taken;
    }
    if (received == total && in.isReadable()) {
      firstAfterLarge = in.readByte();
      received++;
    }
    if (received == total + 1 && in.isReadable()) {
      byte second = in.readByte();
      publication = null;
      large = false;
      node.arrivals().end(this);
      complete(reading, firstAfterLarge, second);
    }
  }

  private void complete(Publication done, byte first, byte second) {
    if (first != '\r' || second != '\n') {
      unknownOperation();
      return;
    }
    onPublication(done);
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

  final boolean isFinished() {
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
    publication = null;
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
    window = NO_WINDOW;
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

package io.edgesync.mesh.broker;

import io.edgesync.mesh.websocket.Acceptor;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket: what is read from it goes through a {@link WireParser}, what is written to it through an {@link Outbound}. Everything but
 * {@link #cut} runs on the connection's event loop.
 */
abstract class Connection extends ChannelInboundHandlerAdapter implements WireParser.Receiver, Acceptor.Reading {
  static final byte[] CRLF = {'\r', '\n'};

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final long LINGER_MILLIS = 2000;
  private static final int CONNECT_BYTES = 1024;

  final Node node;
  final Channel channel;
  final Outbound out;
  final Budget.Holding holding;
  final int number;
  final Alarms alarms;

  private final Heartbeat heartbeat;
  private final ControlLine line = new ControlLine();
  private final WireParser parser = new WireParser(this);
  private boolean finished;
  private final ReadPause pause;
  private final Intake intake;
  /** What has been read and was not given to the connection yet. */
  private long aheadBytes;
  /** What was held half read, and how many lines had been read, when the last read was handled. */
  private long halfHeld;
  private long halfLines;
  private long connectBytes;
  /** Bytes that have come of the line or message that is half read. Written on the loop, read by who looks for the slowest. */
  private volatile long halfReadBytes;
  private final Instant start = Instant.now();
  /** Written on the loop; read by monitoring, to whom it may be a little old. */
  private long inMessages;
  private long inBytes;
  private long pongs;
  private @Nullable String closeReason;
  private CloseReason reason = CloseReason.CLIENT_CLOSED;
  /** Of those the {@link Budget} tells in one line. Written by whoever cuts, read on the loop. */
  private volatile boolean cutWithOthers;

  Connection(Node node, Channel channel, Outbound.Pace pace) {
    this.node = node;
    this.channel = channel;
    this.number = node.connectionNumbers().incrementAndGet();
    this.alarms = new Alarms(channel);
    this.heartbeat = new Heartbeat(this);
    this.pause = new ReadPause(channel);
    this.intake = new Intake(parser, pause);
    this.holding = node.budget().new Holding(this);
    this.out = new Outbound(channel, node.budget(), holding, node.limits().clientPendingBytesMax(), pace,
        why -> cut("slow consumer: " + why, CloseReason.SLOW_CONSUMER_PENDING_BYTES));
  }

  /** The channel is gone. Called once. */
  abstract void onClosed(String reason);

  /** The one object for all messages that are read. */
  abstract Publication publication();

  /** The limits, or those who are let in, are others now. */
  abstract void renew();

  /** The broker's configuration was read again. */
  final void onReload() {
    if (!finished) {
      WireTrace.attachOrDetach(this);
      renew();
    }
  }

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

  /** Counts a message that was read; on the loop. */
  final void countIn(Publication read) {
    inMessages++;
    inBytes += read.totalLength();
  }

  final Traffic traffic() {
    return new Traffic(inMessages, inBytes, out.messagesTaken(), out.messageBytesTaken());
  }

  final Instant start() {
    return start;
  }

  /** When the peer last did something other than answering a PING. */
  final Instant lastActivity() {
    return start.plusNanos(heartbeat.lastActivityNanos());
  }

  final Duration roundTrip() {
    return heartbeat.roundTrip();
  }

  /** In which way it ended. */
  final CloseReason reason() {
    return reason;
  }

  /** The same where this side ends it now: without another reason it is the broker that closes. */
  final CloseReason reasonAtEnd() {
    return closeReason == null ? CloseReason.SERVER_SHUTDOWN : reason;
  }

  final boolean isCutWithOthers() {
    return cutWithOthers;
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
      long quiet = parser.linesRead() - pongs;
      intake.read((ByteBuf) message);
      if (parser.linesRead() - pongs != quiet || parser.isInsideMessage()) {
        heartbeat.onActivity();
      }
    } finally {
      ReferenceCountUtil.release(message);
      flushes.end();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    rest();
    ctx.fireChannelReadComplete();
  }

  /** Between two reads: keeps nothing of what was handed on, and tells of what stays, which is mostly nothing. */
  private void rest() {
    parser.rest();
    line.rest();
    publication().rest(parser.isInsideMessage());
    countHalfRead();
  }

  private void countHalfRead() {
    long held = aheadBytes + parser.bytesHeld() + intake.bytesHeld();
    if (parser.isInsideMessage()) {
      held += publication().bytesAnnounced();
    }
    if (held == 0 && halfHeld == 0) {
      return;
    }
    if (halfHeld == 0 || halfLines != parser.linesRead()) {
      halfLines = parser.linesRead();
      holding.readingBegins();
    }
    halfHeld = held;
    halfReadBytes = aheadBytes + parser.bytesHalfRead();
    holding.reading(held);
  }

  final long halfReadBytes() {
    return halfReadBytes;
  }

  /** Most bytes that the arguments of this line may have, of which there may be only the beginning. */
  int argumentBytesMax(byte[] bytes, int from, int end) {
    return argumentBytesMax();
  }

  @Override
  public int onPartialLine(byte[] window, int from, int to) {
    if (to - from > argumentBytesMax(window, from, to) + WireParser.LINE_SLACK) {
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
    return argumentsOrNone(bytes, start, end, argumentBytesMax(bytes, from, end));
  }

  /** The same where no blank is needed, and there need be no arguments. */
  final @Nullable ControlLine argumentsOrNone(byte[] bytes, int from, int end) {
    return argumentsOrNone(bytes, from, end, argumentBytesMax());
  }

  private @Nullable ControlLine argumentsOrNone(byte[] bytes, int from, int end, int bytesMax) {
    int start = from;
    while (start < end && ControlLine.isBlank(bytes[start])) {
      start++;
    }
    if (end - start > bytesMax) {
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

  /** Everything that came was whole lines and messages. */
  final boolean isBetweenLines() {
    return !parser.isHalfRead();
  }

  @Override
  public final boolean isPaused() {
    return pause.isPaused();
  }

  @Override
  public final void waits(long bytes) {
    aheadBytes = bytes;
  }

  /** What CONNECT said is there as long as the connection, for when the users change; a usual one counts with the connection. */
  final void keepsOfConnect(long bytes) {
    long counted = Math.max(0, bytes - CONNECT_BYTES);
    holding.change(Budget.Kind.INTEREST, counted - connectBytes);
    connectBytes = counted;
  }

  /** Stops reading from this connection until {@code target}, which it fills faster than that is read, has room again, or so long. */
  final void stall(Outbound target, long belowBytes, long millisMax) {
    pause.untilRoom(target, belowBytes, millisMax);
  }

  // ---- keeping alive

  /** Begins the PING rhythm; the first one early, to learn the round trip. */
  final void startPings(long firstMillis) {
    heartbeat.startPings(firstMillis);
  }

  final void onPong() {
    pongs++;
    heartbeat.onPong();
  }

  // ---- ending

  final boolean isFinished() {
    return finished;
  }

  @Override
  public final boolean isHalted() {
    return finished || intake.isHalted();
  }

  /** Nothing more is handled until {@link #proceed}. */
  final void halt() {
    intake.halt();
  }

  /** Does what was waited for, then goes on. */
  final void proceed(Runnable answer) {
    intake.proceed(answer);
    rest();
  }

  final void unknownOperation() {
    fail("Unknown Protocol Operation");
  }

  /** Says why and closes. */
  final void fail(String error) {
    if (!finished) {
      reason(error, CloseReason.ofError(error));
      out.append("-ERR '" + error + "'\r\n");
      closeBehindOutput();
    }
  }

  /** Any thread: lets it take what waits for it, and closes without a word. */
  final void dismiss(String why, CloseReason kind) {
    channel.eventLoop().execute(() -> {
      if (!finished) {
        reason(why, kind);
        closeBehindOutput();
      }
    });
  }

  private void closeBehindOutput() {
    finished = true;
    out.finish();
    // A peer that does not read is not waited for.
    alarms.in(LINGER_MILLIS, TimeUnit.MILLISECONDS, () -> channel.close());
  }

  /** Closes without a word, as {@code nats-server} does for malformed arguments; what was asked before is answered. */
  final void closeSilently(String why) {
    closeSilently(why, CloseReason.PROTOCOL_VIOLATION);
  }

  final void closeSilently(String why, CloseReason kind) {
    if (!finished) {
      reason(why, kind);
      dropHalfRead();
      if (kind.isSlowConsumer()) {
        finished = true;
        channel.close();
      } else {
        closeBehindOutput();
      }
    }
  }

  private void dropHalfRead() {
    intake.drop();
    parser.drop();
    holding.reading(0);
  }

  /** Any thread: the peer reads too slowly, or has to go for another reason. */
  final void cut(String why, CloseReason kind) {
    try {
      channel.eventLoop().execute(() -> closeSilently(why, kind));
    } catch (RejectedExecutionException shuttingDown) {
      LOG.debug("connection closes with its loop peer={}", remoteAddress());
    }
  }

  /** Any thread: says why and closes, when its loop comes to it. */
  final void failSoon(String error) {
    try {
      channel.eventLoop().execute(() -> fail(error));
    } catch (RejectedExecutionException shuttingDown) {
      LOG.debug("connection closes with its loop peer={}", remoteAddress());
    }
  }

  /** Any thread: what it has half sent holds memory, which is given back at once where that is possible. */
  final void cutHalfRead(String why) {
    cutWithOthers = true;
    if (channel.eventLoop().inEventLoop()) {
      closeSilently(why, CloseReason.SLOW_CONSUMER_PENDING_BYTES);
    } else {
      cut(why, CloseReason.SLOW_CONSUMER_PENDING_BYTES);
    }
  }

  private void reason(String why, CloseReason kind) {
    if (closeReason == null) {
      closeReason = why;
      reason = kind;
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    WireTrace.attach(ctx, this);
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
    alarms.end();
    out.close();
    dropHalfRead();
    node.closedTraffic().add(traffic());
    onClosed(closeReason == null ? "the peer closed the connection" : closeReason);
    keepsOfConnect(0);
    holding.end();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException) {
      reason("TLS failed: " + cause.getCause().getMessage(), CloseReason.TLS_HANDSHAKE_ERROR);
      LOG.debug("connection failed peer={} cause={}", remoteAddress(), cause.getCause().toString());
    } else if (cause instanceof IOException) {
      reason(String.valueOf(cause.getMessage()), CloseReason.READ_ERROR);
      LOG.debug("connection failed peer={} cause={}", remoteAddress(), cause.toString());
    } else {
      reason("internal error", CloseReason.UNKNOWN);
      LOG.error("connection ends by a bug peer={}", remoteAddress(), cause);
    }
    finished = true;
    ctx.close();
  }
}

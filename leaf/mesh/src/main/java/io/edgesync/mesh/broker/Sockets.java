package io.edgesync.mesh.broker;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loops of one broker, its listeners, and what they accept: no more than there are room and file descriptors for. */
final class Sockets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
  private static final int CONNECT_MILLIS = 3000;
  private static final int READ_BYTES_MAX = 256 * 1024;
  private static final int LOOPS_MAX = 4;
  private static final int BACKLOG = 1024;
  private static final long SHUTDOWN_MILLIS = 3000;
  private static final long ACCEPT_PAUSE_MILLIS = 1000;
  /** About what a connection costs that does nothing; more behind TLS. */
  private static final long CONNECTION_BYTES = 9 * 1024;
  private static final long TLS_BYTES = 12 * 1024;

  private final Budget budget;
  private final EventLoopGroup loops;
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final AtomicInteger accepted = new AtomicInteger();
  private final long acceptedMax;
  private final WarningPace warnings = new WarningPace();

  /** Prepares a channel that has come in; {@code crowded} means that there is no room for it. */
  interface Opening {
    void open(Channel channel, boolean crowded);
  }

  Sockets(Budget budget) {
    this.budget = budget;
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, LOOPS_MAX);
    loops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("mesh", true), NioIoHandler.newFactory());
    acceptedMax = Descriptors.spare();
  }

  /** One line where there are too few; who only dials never needs as many. */
  void warnOfFewDescriptors(BrokerLimits limits) {
    if (limits.connectionsMax() > acceptedMax && limits.connectionsMax() != Integer.MAX_VALUE) {
      LOG.warn(
          "there are fewer file descriptors than connections are allowed descriptors={} connections={} max_connections={};"
              + " raise the limit (ulimit -n, LimitNOFILE=)",
          Descriptors.max(), acceptedMax, limits.connectionsMax());
    }
  }

  /**
   * @param encrypted asked for each channel
   */
  Channel listen(String what, InetSocketAddress address, BooleanSupplier encrypted, Opening opening)
      throws ListenException {
    ChannelFuture bound = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true).option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 4096, READ_BYTES_MAX))
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(512 * 1024, 1024 * 1024))
        .handler(new AcceptPause()).childHandler(new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channels.add(channel);
            long bytes = CONNECTION_BYTES + (encrypted.getAsBoolean() ? TLS_BYTES : 0);
            opening.open(channel, !admit(channel, bytes));
          }
        }).bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new ListenException(what, address, bound.cause());
    }
    channels.add(bound.channel());
    return bound.channel();
  }

  private boolean admit(Channel channel, long bytes) {
    if (accepted.incrementAndGet() > acceptedMax || !budget.admit(bytes)) {
      accepted.decrementAndGet();
      return false;
    }
    channel.closeFuture().addListener(_ -> {
      accepted.decrementAndGet();
      budget.leave(bytes);
    });
    return true;
  }

  /** Stops accepting for a moment where that fails, as without a free file descriptor: it would fail at once again. */
  @ChannelHandler.Sharable
  private final class AcceptPause extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (warnings.lets(System.nanoTime())) {
        LOG.warn("connections cannot be accepted now accepted={} descriptors={} cause={}", accepted.get(),
            Descriptors.max(), String.valueOf(cause.getMessage()));
      }
      ctx.channel().config().setAutoRead(false);
      ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), ACCEPT_PAUSE_MILLIS,
          TimeUnit.MILLISECONDS);
    }
  }

  Bootstrap dialling() {
    return new Bootstrap().group(loops).channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS).option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 4096, READ_BYTES_MAX))
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(512 * 1024, 1024 * 1024));
  }

  /** Does it on each connection's loop, where one that was just accepted has its handler by then. */
  void forEachConnection(Consumer<Connection> action) {
    channels.forEach(channel -> channel.eventLoop().execute(() -> {
      Connection connection = channel.pipeline().get(Connection.class);
      if (connection != null) {
        action.accept(connection);
      }
    }));
  }

  /** Asks each event loop to do something; how many have not within that time. */
  int stuckLoops(Duration patience) throws InterruptedException {
    List<CountDownLatch> asked = new ArrayList<>();
    for (EventExecutor loop : loops) {
      var done = new CountDownLatch(1);
      try {
        loop.execute(done::countDown);
      } catch (RejectedExecutionException over) {
        LOG.debug("event loop is over loop={}", loop);
      }
      asked.add(done);
    }
    long deadline = System.nanoTime() + patience.toNanos();
    int stuck = 0;
    for (CountDownLatch done : asked) {
      if (!done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        stuck++;
      }
    }
    return stuck;
  }

  /** Closes listeners and connections; waits a moment for them. */
  void closeChannels() {
    channels.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
  }

  /** Waits for the threads, a few seconds at most. */
  @Override
  public void close() {
    loops.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * SHUTDOWN_MILLIS);
  }
}

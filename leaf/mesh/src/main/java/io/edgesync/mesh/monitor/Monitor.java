package io.edgesync.mesh.monitor;

import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.tls.TlsException;
import io.edgesync.mesh.tls.TlsListener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP port on which a broker tells how it is doing: {@code /varz}, {@code /connz}, {@code /subsz}, {@code /leafz},
 * {@code /routez}, {@code /healthz}.
 */
public final class Monitor implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 100;
  private static final int REQUEST_BYTES_MAX = 64 * 1024;
  private static final int WRITE_SECONDS = 10;
  private static final long SHUTDOWN_MILLIS = 2000;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("mesh-monitor", true),
      NioIoHandler.newFactory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final InetSocketAddress address;
  private final boolean encrypted;

  private Monitor(Broker broker, MonitorOptions options) throws MonitorException {
    InetSocketAddress wanted = options.listen();
    encrypted = options.tls() != null;
    try {
      TlsListener tls = options.tls() == null ? null : TlsListener.open(options.tls());
      ChannelFuture bound = new ServerBootstrap().group(loop).channel(NioServerSocketChannel.class)
          .option(ChannelOption.SO_REUSEADDR, true).childHandler(new Connections(broker, options, tls)).bind(wanted)
          .awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new MonitorException("cannot listen for monitoring on " + wanted.getHostString() + ":" + wanted.getPort()
            + ": " + bound.cause().getMessage(), bound.cause());
      }
      connections.add(bound.channel());
      address = (InetSocketAddress) bound.channel().localAddress();
    } catch (TlsException e) {
      loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new MonitorException("cannot listen for monitoring: " + e.getMessage(), e);
    } catch (MonitorException e) {
      loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw e;
    }
  }

  /**
   * Opens the port; returns when it answers.
   *
   * @throws MonitorException when it cannot be opened
   */
  public static Monitor start(Broker broker, MonitorOptions options) throws MonitorException {
    return new Monitor(broker, options);
  }

  /**
   * Prepares each connection. There is a bound on how many there are, and nobody is shut out by it: where there are too many the one goes
   * that has done nothing for the longest, if there is one that is not being answered.
   */
  private final class Connections extends ChannelInitializer<Channel> {
    private final Broker broker;
    private final MonitorOptions options;
    private final @Nullable TlsListener tls;
    /** Made with the first connection, when the port is known. On the one event loop. */
    private @Nullable Endpoints endpoints;
    /** On the one event loop: those without a request first to go, the eldest first. */
    private final Set<Channel> waiting = new LinkedHashSet<>();
    private final Set<Channel> answering = new LinkedHashSet<>();

    Connections(Broker broker, MonitorOptions options, @Nullable TlsListener tls) {
      this.broker = broker;
      this.options = options;
      this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (waiting.size() + answering.size() >= CONNECTIONS_MAX) {
        (waiting.isEmpty() ? answering : waiting).iterator().next().close();
      }
      connections.add(channel);
      waiting.add(channel);
      channel.closeFuture().addListener(_ -> {
        waiting.remove(channel);
        answering.remove(channel);
      });
      Endpoints known = endpoints;
      if (known == null) {
        InetSocketAddress local = (InetSocketAddress) channel.parent().localAddress();
        known = new Endpoints(broker, options, local, AnswerRoom.ofHeap());
        endpoints = known;
      }
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      channel.pipeline().addLast(new WriteTimeoutHandler(WRITE_SECONDS), new HttpServerCodec(),
          new HttpObjectAggregator(REQUEST_BYTES_MAX), new MonitorHandler(known, this::onAnswering));
    }

    private void onAnswering(Channel channel, boolean begins) {
      if ((begins ? waiting : answering).remove(channel)) {
        (begins ? answering : waiting).add(channel);
      }
    }
  }

  /** It speaks HTTPS. */
  public boolean isEncrypted() {
    return encrypted;
  }

  /** Where it answers, with the real port. */
  public InetSocketAddress address() {
    return address;
  }

  /** Closes the port and its connections; waits a moment for its thread. */
  @Override
  public void close() {
    connections.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
    loop.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * SHUTDOWN_MILLIS);
  }
}

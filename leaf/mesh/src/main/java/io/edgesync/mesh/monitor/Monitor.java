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
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP port on which a broker tells how it is doing: {@code /varz}, {@code /connz}, {@code /subsz}, {@code /leafz},
 * {@code /routez}, {@code /healthz}.
 */
public final class Monitor implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 100;
  private static final int REQUEST_BYTES_MAX = 64 * 1024;
  private static final int IDLE_SECONDS = 60;
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

  /** Prepares each connection; there is a bound on how many there are. */
  private final class Connections extends ChannelInitializer<Channel> {
    private final Broker broker;
    private final MonitorOptions options;
    private final @Nullable TlsListener tls;
    /** Made with the first connection, when the port is known. On the one event loop. */
    private @Nullable Endpoints endpoints;

    Connections(Broker broker, MonitorOptions options, @Nullable TlsListener tls) {
      this.broker = broker;
      this.options = options;
      this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (connections.size() > CONNECTIONS_MAX) {
        channel.close();
        return;
      }
      connections.add(channel);
      Endpoints known = endpoints;
      if (known == null) {
        InetSocketAddress local = (InetSocketAddress) channel.parent().localAddress();
        known = new Endpoints(broker, options, local);
        endpoints = known;
      }
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      channel.pipeline().addLast(new IdleStateHandler(0, 0, IDLE_SECONDS), new HttpServerCodec(),
          new HttpObjectAggregator(REQUEST_BYTES_MAX), new MonitorHandler(known));
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

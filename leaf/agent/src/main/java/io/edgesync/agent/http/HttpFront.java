package io.edgesync.agent.http;

import io.edgesync.sync.answer.Turns;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Serves repositories to stock Fossil clients and to other leaves over HTTP. Binds what it is told to bind: whether an address
 * beyond loopback is allowed is the caller's decision. Thread-safe.
 */
public final class HttpFront implements AutoCloseable {

  private static final String BUSY = String.join("\r\n", "HTTP/1.1 503 Service Unavailable", "Retry-After: 2",
      "Content-Length: 0", "Connection: close", "", "");
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);
  private static final Duration CERTIFICATE_INTERVAL = Duration.ofSeconds(1);

  private final HttpFrontOptions options;
  private final Routes routes;
  private final Turns<Route> answers;
  private final EventLoopGroup loop;
  private final Connections connections;
  private final @Nullable CertificateFiles certificate;
  private final Set<Thread> requests = ConcurrentHashMap.newKeySet();
  private final Channel listener;
  private final AtomicBoolean closing = new AtomicBoolean();

  private HttpFront(InetSocketAddress address, HttpFrontOptions options, Routes routes) throws IOException {
    this.options = options;
    this.routes = routes;
    this.answers = new Turns<>(options.answersMax(), options.connectionsMax() / 2, Route::isLocked);
    this.connections = new Connections(options.connectionsMax(), options.perAddressMax());
    this.certificate = options.tls() == null ? null : CertificateFiles.open(options.tls(), CERTIFICATE_INTERVAL);
    this.loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("http-front", true),
        NioIoHandler.newFactory());
    ChannelFuture bound = new ServerBootstrap().group(loop)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childHandler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            accept(channel);
          }
        })
        .bind(address)
        .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      closeCertificate();
      throw new IOException("cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
          + bound.cause().getMessage()
          + "; stop the program that holds the port, or choose another (0 takes any free one)",
          bound.cause());
    }
    this.listener = bound.channel();
  }

  /**
   * Listens from now on.
   *
   * @param address port 0 chooses one, see {@link #address()}
   * @throws IOException when the address cannot be bound, or the files of TLS cannot be used
   */
  public static HttpFront start(InetSocketAddress address, HttpFrontOptions options, Routes routes) throws IOException {
    return new HttpFront(address, options, routes);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  private void accept(SocketChannel channel) {
    if (!connections.admit(channel)) {
      // Who expects TLS would make nothing of the words.
      (certificate == null
          ? channel.writeAndFlush(Unpooled.copiedBuffer(BUSY, StandardCharsets.US_ASCII))
          : channel.newSucceededFuture())
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    if (certificate != null) {
      channel.pipeline().addLast(certificate.current().newHandler(channel.alloc()));
    }
    channel.pipeline().addLast(new RequestDecoder(), new HttpResponseEncoder(), new FlowControlHandler(),
        new Connection(this));
  }

  Connections connections() {
    return connections;
  }

  HttpFrontOptions options() {
    return options;
  }

  Routes routes() {
    return routes;
  }

  Turns<Route> answers() {
    return answers;
  }

  /** Runs one request on a thread of its own. */
  void run(Runnable request) {
    Thread thread = Thread.ofVirtual().name("answer-http").unstarted(() -> {
      try {
        request.run();
      } finally {
        requests.remove(Thread.currentThread());
      }
    });
    requests.add(thread);
    thread.start();
  }

  /** No request is taken any more. */
  boolean isClosing() {
    return closing.get();
  }

  /** Stops to listen, gives the requests that run a few seconds to be answered, then cuts them. Idempotent. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    listener.close().awaitUninterruptibly();
    loop.submit(connections::closeWaiting).awaitUninterruptibly();
    joinRequests();
    loop.submit(connections::closeAll).awaitUninterruptibly();
    requests.forEach(Thread::interrupt);
    joinRequests();
    loop.shutdownGracefully(0, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    closeCertificate();
  }

  private void joinRequests() {
    long deadline = System.nanoTime() + CLOSE_PATIENCE.toNanos();
    try {
      for (Thread request : requests) {
        request.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeCertificate() {
    if (certificate != null) {
      certificate.close();
    }
  }
}

package io.edgesync.agent.foreign;

import io.edgesync.mesh.leafnode.PortProbe;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a foreign server, for as long as it is not closed: dialled until it is there, kept by jnats, which tries the
 * addresses of a whole cluster, and dialled anew where jnats gives up (it does after the same login was refused twice).
 */
final class ForeignConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ForeignConnection.class);
  private static final Duration PING_INTERVAL = Duration.ofSeconds(20);

  /** Makes a connection that has just come about what its users expect of it; may block. */
  interface Preparation {
    void prepare(Connection connection) throws InterruptedException;
  }

  /** What jnats tells of one connection. */
  private final class Ears implements ConnectionListener, ErrorListener {
    private final CountDownLatch ended = new CountDownLatch(1);
    /** What jnats says went wrong, which its own exceptions do not tell. Written by its threads, read by the dialling one. */
    private volatile @Nullable String reason;

    @Override
    @SuppressWarnings("deprecation") // the newer one has this one as its default
    public void connectionEvent(Connection source, Events event) {
      switch (event) {
        case DISCONNECTED -> lost(source);
        case RESUBSCRIBED -> up(source);
        case CLOSED -> {
          lost(source);
          ended.countDown();
        }
        case CONNECTED, RECONNECTED, DISCOVERED_SERVERS, LAME_DUCK -> LOG.debug("event={} server={}", event, server);
      }
    }

    @Override
    public void errorOccurred(Connection source, String error) {
      reason = error;
      refused(source, error);
    }

    @Override
    public void exceptionOccurred(Connection source, Exception e) {
      Throwable cause = e;
      while (cause.getMessage() == null && cause.getCause() != null) {
        cause = cause.getCause();
      }
      reason = String.valueOf(cause.getMessage());
      LOG.debug("connection failed server={} error={}", server, e.toString());
    }

    @Override
    public void slowConsumerDetected(Connection source, Consumer consumer) {
      LOG.warn("deliveries are lost, this process is too slow for the server server={}", server);
    }
  }

  /**
   * Where jnats reads. A line that it does not understand ends its reading, and nobody is told: without this the connection would
   * stand deaf until pings fail.
   */
  private final class Reading extends ThreadPoolExecutor {
    Reading() {
      super(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("nats-read " + server.address()).factory());
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
      if (task instanceof Future<?> reading && reading.state() == Future.State.FAILED) {
        Throwable failure = reading.exceptionNow();
        Thread.ofVirtual().name("nats-again").start(() -> connectAnew(failure));
      }
    }
  }

  private final NatsBusOptions options;
  private final ForeignServer server;
  private final Preparation preparation;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final List<Runnable> whenUp = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread dialling;
  private final Reading reading;
  private @Nullable Connection connection;
  private boolean isUp;
  private boolean wasUp;
  private @Nullable String lastError;
  /** Set by close, read by the dialling thread and by jnats's. */
  private volatile boolean closed;

  ForeignConnection(NatsBusOptions options, Preparation preparation) {
    this.options = options;
    this.server = options.server();
    this.preparation = preparation;
    this.reading = new Reading();
    this.dialling = Thread.ofVirtual().name("nats " + server.address()).unstarted(this::dialForEver);
  }

  void start() {
    dialling.start();
  }

  /** Each time it is up again, on one of jnats's threads; must not block for long. */
  void onUp(Runnable action) {
    whenUp.add(action);
    if (current() != null) {
      action.run();
    }
  }

  private void dialForEver() {
    int failures = 0;
    try {
      while (!closed) {
        Ears ears = new Ears();
        Duration wait;
        try {
          String obstacle = dial(ears);
          if (obstacle == null) {
            failures = 0;
            ears.ended.await();
            wait = options.redial().delay(failures, random);
          } else {
            failed(obstacle);
            wait = options.redial().delayAfterRefusal(random);
          }
        } catch (AuthenticationException e) {
          String reason = ears.reason;
          failed(loginRefused(reason == null ? String.valueOf(e.getMessage()) : reason));
          wait = options.redial().delayAfterRefusal(random);
        } catch (IOException | RuntimeException e) {
          String reason = ears.reason;
          failed(server + ": " + (reason == null ? e.getMessage() : reason));
          wait = options.redial().delay(failures++, random);
        }
        TimeUnit.NANOSECONDS.sleep(wait.toNanos());
      }
    } catch (InterruptedException closing) {
      LOG.debug("dialling ended server={}", server);
    }
  }

  /** Null when it is up; else why this port is none for us. */
  private @Nullable String dial(Ears ears) throws IOException, InterruptedException {
    PortProbe probe = PortProbe.probe(server.host(), server.port(), options.patience());
    return switch (probe.kind()) {
      case CLIENT -> {
        adopt(Nats.connect(jnats(probe, ears)));
        yield null;
      }
      case UNREACHABLE -> throw new IOException("cannot be reached: " + probe.detail());
      case LEAFNODE ->
        server.address() + " is a leafnode port; start again, or give it as nats-leaf://" + server.address();
      case OTHER_NATS ->
        server.address() + " is a NATS server's port for other servers of its cluster; give its client port";
      case NOT_NATS -> server.address() + " is not a NATS server: " + probe.detail() + "; check host and port";
    };
  }

  private Options jnats(PortProbe probe, Ears ears) throws IOException {
    // The login stays out of the URL, which jnats puts into its messages.
    Options.Builder builder = new Options.Builder().server("nats://" + server.address())
        .connectionName(options.node().nodeKey()).supportUTF8Subjects().connectionTimeout(options.patience())
        .maxReconnects(-1).reconnectWait(options.redial().first()).reconnectJitter(options.redial().max())
        .reconnectJitterTls(options.redial().max()).reconnectBufferSize(0).pingInterval(PING_INTERVAL)
        .readerExecutor(reading).connectionListener(ears).errorListener(ears);
    NonceSigner signer = NonceSigner.of(options);
    if (signer != null) {
      builder.authHandler(signer);
    }
    String user = server.user();
    String password = server.password();
    if (user != null && password != null) {
      builder.userInfo(user.toCharArray(), password.toCharArray());
    } else if (user != null) {
      builder.token(user.toCharArray());
    }
    if (server.tls() || options.tls() != null || probe.tlsRequired()) {
      builder.sslContext(NamedServerTls.of(trust(), server.host()));
    }
    return builder.build();
  }

  private SSLContext trust() throws IOException {
    try {
      SSLContext given = options.tls();
      return given == null ? SSLContext.getDefault() : given;
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this Java has no TLS: " + e.getMessage(), e);
    }
  }

  private void adopt(Connection made) throws InterruptedException {
    boolean kept = false;
    try {
      preparation.prepare(made);
      lock.lock();
      try {
        connection = made;
        kept = !closed;
      } finally {
        lock.unlock();
      }
    } finally {
      if (!kept) {
        made.close();
      }
    }
    if (kept && made.getStatus() == Connection.Status.CONNECTED) {
      up(made);
    }
  }

  private void up(Connection source) {
    boolean back;
    lock.lock();
    try {
      if (isUp || closed || !source.equals(connection)) {
        return;
      }
      isUp = true;
      back = wasUp;
      wasUp = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    LOG.info(back ? "NATS server is back server={}" : "connected to NATS server server={}", server);
    whenUp.forEach(Runnable::run);
  }

  private void lost(Connection source) {
    lock.lock();
    try {
      if (!isUp || !source.equals(connection)) {
        return;
      }
      isUp = false;
      if (closed) {
        return;
      }
      lastError = "the connection was lost";
    } finally {
      lock.unlock();
    }
    LOG.warn("NATS server lost, dialling goes on server={}", server);
  }

  private void connectAnew(Throwable why) {
    Connection deaf = current();
    if (deaf != null) {
      LOG.warn("message not understood, connecting anew server={} reason={}", server, why.getMessage());
      try {
        deaf.forceReconnect();
      } catch (IOException e) {
        LOG.debug("not connected anew server={} error={}", server, e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void failed(String error) {
    // Dialling may go on for days: each reason is said once.
    if (isNews(error)) {
      LOG.warn("no connection to NATS server, dialling goes on server={} reason={}", server, error);
    }
  }

  /** The server said {@code -ERR}: about the login, for which a connection does not come up, or about what it may not do, often before it is up. */
  private void refused(Connection source, String error) {
    if (error.startsWith("Auth") && !source.equals(current())) {
      failed(loginRefused(error));
    } else if (isNews(error)) {
      LOG.warn("NATS server refuses something server={} error={}", server, error);
    }
  }

  private String loginRefused(String words) {
    return server + " refuses the login: " + words;
  }

  private boolean isNews(String error) {
    lock.lock();
    try {
      boolean isNew = !closed && !error.equals(lastError);
      lastError = error;
      return isNew;
    } finally {
      lock.unlock();
    }
  }

  /** The connection while it is up; null otherwise. */
  @Nullable
  Connection current() {
    lock.lock();
    try {
      return isUp && !closed ? connection : null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is up; false when that took too long. */
  boolean awaitUp(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (!isUp && left > 0) {
        left = changed.awaitNanos(left);
      }
      return isUp;
    } finally {
      lock.unlock();
    }
  }

  ConnectionStatus status() {
    lock.lock();
    try {
      return new ConnectionStatus(server, isUp, lastError);
    } finally {
      lock.unlock();
    }
  }

  /** Gives the connection up; waits a few seconds at most. Idempotent. */
  @Override
  public void close() {
    Connection last;
    lock.lock();
    try {
      closed = true;
      last = connection;
    } finally {
      lock.unlock();
    }
    dialling.interrupt();
    try {
      if (last != null) {
        last.close();
      }
      dialling.join(options.patience());
      reading.shutdown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

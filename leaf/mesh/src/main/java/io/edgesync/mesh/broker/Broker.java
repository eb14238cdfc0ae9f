package io.edgesync.mesh.broker;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.leafnode.LinkListener;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.subject.Subjects;
import io.edgesync.mesh.tls.TlsException;
import io.edgesync.mesh.websocket.Acceptor;
import io.edgesync.mesh.websocket.UpgradeRequest;
import io.edgesync.mesh.websocket.WebsocketListener;
import io.edgesync.mesh.websocket.WebsocketOptions;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A NATS server in this process: clients and leafnode links connect to it, it dials the remotes it was given for as long as it
 * lives, and the {@link Bus} is the process's own way in.
 */
public final class Broker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
  private static final long SHUTDOWN_MILLIS = 3000;
  private static final Duration FLUSH = Duration.ofSeconds(2);

  private final Node node;
  private final LocalBus bus;
  private final Sockets sockets;
  private final LinkEvents events = new LinkEvents();
  private final AcceptedLinks accepted = new AcceptedLinks(events);
  private final List<RemoteDialer> dialers = new ArrayList<>();
  private final Clients clients;
  private final List<Channel> clientListeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean lameDuck = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable WebsocketListener websocketListener;
  private @Nullable InetSocketAddress clientAddress;
  private @Nullable InetSocketAddress leafAddress;
  private @Nullable InetSocketAddress websocketAddress;

  private Broker(BrokerOptions options) {
    node = Node.of(options);
    bus = new LocalBus(node);
    clients = new Clients(options.limits().clients().closedKeptMax());
    sockets = new Sockets(node.budget());
  }

  /**
   * Opens the listeners and begins to dial. Returns when the listeners accept; a remote that is not there yet is no error.
   *
   * @throws ListenException when a listener cannot be opened; nothing stays open then
   */
  public static Broker start(BrokerOptions options) throws ListenException {
    boolean listens = options.clientListen() != null || options.leafListen() != null || options.websocket() != null;
    if (listens) {
      Descriptors.preload();
    }
    var broker = new Broker(options);
    try {
      if (listens) {
        broker.sockets.warnOfFewDescriptors(options.limits());
      }
      broker.open();
      return broker;
    } catch (ListenException e) {
      broker.close();
      throw e;
    }
  }

  private void open() throws ListenException {
    BrokerOptions options = node.options();
    node.access().doors(Doors.open(options));
    if (options.clientListen() != null) {
      Channel listener = sockets.listen("NATS clients", options.clientListen(),
          () -> Entrance.standard(node).tls() != null, (channel, crowded) -> {
            Entrance entrance = Entrance.standard(node);
            // Nobody is greeted behind TLS whose handshake there is no room for.
            connect(channel, crowded && entrance.tls() != null ? null : newClient(channel, entrance, crowded));
          });
      clientListeners.add(listener);
      clientAddress = (InetSocketAddress) listener.localAddress();
    }
    if (options.leafListen() != null) {
      leafAddress = (InetSocketAddress) sockets.listen("leafnode links", options.leafListen(),
          () -> Entrance.leafnode(node).tls() != null,
          (channel, crowded) -> connect(channel, crowded ? null : newLeaf(channel, Entrance.leafnode(node))))
          .localAddress();
    }
    if (options.websocket() != null) {
      listenForWebsocket(options.websocket());
    }
    options.remotes().forEach(
        remote -> dialers
            .add(new RemoteDialer(node, remote, sockets.dialling(), events, RandomGenerator.getDefault())));
    dialers.forEach(RemoteDialer::start);
    LOG.debug("broker started name={} clients={} leafnodes={} remotes={}", options.serverName(), clientAddress,
        leafAddress,
        options.remotes());
  }

  private void listenForWebsocket(WebsocketOptions websocket) throws ListenException {
    try {
      WebsocketListener upgrading = WebsocketListener.open(websocket, this::onUpgrade);
      websocketListener = upgrading;
      Channel listener = sockets.listen("WebSocket", websocket.listen(), () -> websocket.tls() != null,
          (channel, crowded) -> {
            if (crowded) {
              channel.close();
            } else {
              upgrading.initialize(channel);
            }
          });
      clientListeners.add(listener);
      websocketAddress = (InetSocketAddress) listener.localAddress();
    } catch (TlsException e) {
      throw new ListenException("will not listen for WebSocket: " + e.getMessage(), websocket.listen());
    }
  }

  /**
   * Goes on with other limits and other people: the limits count for everybody from now on, but for the budget and the number of closed
   * clients that are kept, which stay as they were, and for what may wait for connections that are there already; new connections get the TLS of the files as
   * they are now, and who is in is judged again, by what it presented when it came. Who would not be let in any more has to go, and so
   * has who would be in another account; a subscription that is not permitted any more ends with an error. Where there are too many
   * clients some of them are closed.
   *
   * @param wanted differs from what the broker has in limits and security only
   * @throws ListenException when a listener would not be opened so; nothing has changed then
   * @throws IllegalArgumentException when something else differs
   */
  public synchronized void reload(BrokerOptions wanted) throws ListenException {
    BrokerOptions now = node.options();
    if (!now.withLimits(wanted.limits()).withSecurity(wanted.security()).equals(wanted)) {
      throw new IllegalArgumentException("only limits and security can change while the broker runs");
    }
    Doors doors = Doors.open(wanted);
    renewWebsocketTls();
    node.access().doors(doors);
    node.settings().set(new Node.Settings(wanted, Instant.now()));
    int surplus = clients.open().size() - wanted.limits().connectionsMax();
    if (surplus > 0) {
      clients.open().stream().limit(surplus).forEach(client -> client.failSoon("maximum connections exceeded"));
      LOG.info("Closed {} connections to fall within max_connections", surplus);
    }
    sockets.forEachConnection(Connection::onReload);
  }

  private void renewWebsocketTls() throws ListenException {
    WebsocketListener listener = websocketListener;
    if (listener != null) {
      try {
        listener.renew();
      } catch (TlsException e) {
        throw new ListenException("will not listen for WebSocket: " + e.getMessage(), listener.options().listen());
      }
    }
  }

  private Connection newClient(Channel channel, Entrance entrance, boolean crowded) {
    boolean refused = !clients.admit(node.limits().connectionsMax()) || crowded;
    var client = new ClientConnection(node, channel, entrance, refused, clients::closed);
    clients.opened(client);
    return client;
  }

  private @Nullable Connection newLeaf(Channel channel, Entrance entrance) {
    if (!accepted.admit(node.limits().connectionsMax())) {
      return null;
    }
    return new LeafLink(node, channel, node.access().busAccount(), new AcceptingHandshake(node, entrance),
        accepted::up, accepted::closed);
  }

  private Acceptor.@Nullable Accepted onUpgrade(Channel channel, UpgradeRequest request) {
    Entrance entrance = Entrance.websocket(node, request);
    Connection connection;
    if (!request.leafnode()) {
      connection = newClient(channel, entrance, false);
    } else {
      connection = node.options().leafListen() == null ? null : newLeaf(channel, entrance);
    }
    return connection == null
        ? null
        : new Acceptor.Accepted(connection, connection, () -> Farewell.of(connection.reasonAtEnd()));
  }

  private static void connect(Channel channel, @Nullable Connection connection) {
    if (connection == null) {
      channel.close();
    } else {
      channel.pipeline().addLast(connection);
    }
  }

  Router router() {
    return node.router();
  }

  AccountSpace account(String name) {
    return node.access().space(name);
  }

  public String serverName() {
    return node.serverName();
  }

  public Bus bus() {
    return bus;
  }

  /** Where clients connect, with the real port; null when the broker does not listen for them. */
  public @Nullable InetSocketAddress clientAddress() {
    return clientAddress;
  }

  /** Where leafnode links come in, with the real port; null when the broker does not listen for them. */
  public @Nullable InetSocketAddress leafAddress() {
    return leafAddress;
  }

  /** Where WebSockets come in, with the real port; null when the broker does not listen for them. */
  public @Nullable InetSocketAddress websocketAddress() {
    return websocketAddress;
  }

  /** The configured remotes first, in their order, then the links that others made. */
  public List<LinkStatus> links() {
    var all = new ArrayList<LinkStatus>();
    dialers.forEach(dialer -> all.add(dialer.status()));
    all.addAll(accepted.statuses());
    return all;
  }

  /** Everything that monitoring shows. */
  public BrokerStatus status() {
    return new BrokerStatus(node, clients);
  }

  /**
   * Asks every thread that serves connections to do something.
   *
   * @return how many have not within {@code patience}; their connections are not served, and only a new start helps
   */
  public int stuckLoops(Duration patience) throws InterruptedException {
    return sockets.stuckLoops(patience);
  }

  /** Tells clients which other servers they may go to, as {@code host:port}: those to come, and those that take news. */
  public void connectUrls(List<String> urls) {
    node.connectUrls().set(urls);
    clients.open().forEach(ClientConnection::refreshInfo);
  }

  /** The same for clients that come by WebSocket. */
  public void websocketUrls(List<String> urls) {
    node.websocketUrls().set(urls);
    clients.open().forEach(ClientConnection::refreshInfo);
  }

  /**
   * Takes leave: no client is let in any more, those that take news hear of it, and after the grace they are closed one by one. Links
   * are not touched before the end, when the broker closes. Returns then, or when somebody else closes it; a second call returns at
   * once.
   *
   * @throws InterruptedException the broker stays as it is then: without listeners, and with the clients that are left
   */
  public void lameDuck(LameDuck manner) throws InterruptedException {
    if (!lameDuck.compareAndSet(false, true)) {
      return;
    }
    LOG.info("lame duck mode name={} clients={}", serverName(), clients.open().size());
    clientListeners.forEach(listener -> listener.close().awaitUninterruptibly(SHUTDOWN_MILLIS));
    List<ClientConnection> leaving = List.copyOf(clients.open());
    leaving.forEach(ClientConnection::announceLameDuck);
    if (!leaving.isEmpty() && !closing.await(manner.grace().toNanos(), TimeUnit.NANOSECONDS)) {
      dismissOneByOne(leaving, manner.between(leaving.size()));
    }
    close();
  }

  /** It is taking leave, or has. */
  public boolean isLameDuck() {
    return lameDuck.get();
  }

  private void dismissOneByOne(List<ClientConnection> leaving, Duration between) throws InterruptedException {
    for (ClientConnection client : leaving) {
      client.dismiss("the server takes leave", CloseReason.SERVER_SHUTDOWN);
      long pause = ThreadLocalRandom.current().nextLong(between.toNanos() / 2, between.toNanos() + 1);
      if (closing.await(pause, TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  /** The listener hears of every link from now on; those up already are told to it at once, on the listeners' thread. */
  public void onLink(LinkListener listener) {
    events.add(listener);
  }

  /**
   * Tells in which single subjects of a pattern somebody behind a link is interested: in which there is interest now, and in which it appears from now
   * on. Interest with wildcards is passed over.
   *
   * @param told is given the link and the subject; on the thread that reads the link, or the caller's, so it must not block, nor call the Bus
   */
  public void onInterest(String pattern, BiConsumer<LinkId, String> told) {
    Subjects.requireSubscribable(pattern);
    node.router().watch(Subjects.toWire(pattern), told);
  }

  /**
   * Ends all subscriptions, lets the links take what was published before, then closes links, clients and listeners and waits for
   * the threads; a few seconds at most.
   */
  @Override
  public void close() {
    closing.countDown();
    bus.close();
    letLinksFinish();
    node.access().end();
    dialers.forEach(RemoteDialer::close);
    sockets.closeChannels();
    node.access().close();
    sockets.close();
    events.close();
  }

  private void letLinksFinish() {
    long deadline = System.nanoTime() + FLUSH.toNanos();
    try {
      for (AccountSpace space : node.access().spaces()) {
        for (LeafLink link : space.router().links()) {
          link.out.awaitRoom(0, deadline);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

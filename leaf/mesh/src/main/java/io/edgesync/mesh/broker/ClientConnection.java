package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.User;
import io.edgesync.mesh.leafnode.ProtocolJson;
import io.edgesync.mesh.leafnode.ServerDemands;
import io.edgesync.mesh.leafnode.ServerInfo;
import io.edgesync.mesh.subject.Subjects;
import io.edgesync.mesh.websocket.UpgradeRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A NATS client. Where {@code nats-server} answers nothing, this answers nothing either: malformed arguments close without a word,
 * and every {@code -ERR} has a text that clients know, since some close for good on one they do not.
 */
final class ClientConnection extends Connection implements Publication.Origin {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
  private static final long FIRST_PING_MILLIS = 2000;
  /** Source: nats-server {@code server/client.go}, {@code stallClientMinDuration}. */
  private static final long STALL_MILLIS_MAX = 100;
  private static final String NO_RESPONDERS = "NATS/1.0 503\r\n\r\n\r\n";

  private final Consumer<ClientConnection> whenClosed;
  /** Read by monitoring. */
  private volatile Entrance entrance;
  private final boolean refused;
  /** Kept, because a closed channel has none. */
  private volatile String address = "?";
  private final ClientSubscriptions subscriptions = new ClientSubscriptions(this);
  private final Encryption encryption;
  private final ClientLogin login;
  /** Anybody where nobody has to log in; else replaced by the login, on the loop. Read by monitoring. */
  private volatile Session session;
  private Router router;
  private boolean awaitingLogin;
  private boolean entered;
  private final SubjectCache subjects = new SubjectCache(holding);
  private final Publication publication = new Publication(this);
  /** Set on the loop, read by deliverers. */
  private volatile ClientConnect connect = ClientConnect.DEFAULT;
  private boolean connected;
  private boolean firstPongSent;
  private List<String> toldUrls = List.of();

  /**
   * @param refused there are too many connections already
   */
  ClientConnection(Node node, Channel channel, boolean refused, Consumer<ClientConnection> whenClosed) {
    this(node, channel, Entrance.standard(node), refused, whenClosed);
  }

  ClientConnection(Node node, Channel channel, Entrance entrance, boolean refused,
      Consumer<ClientConnection> whenClosed) {
    super(node, channel, Outbound.Pace.ALL_THAT_WAITS);
    this.entrance = entrance;
    this.refused = refused;
    this.whenClosed = whenClosed;
    this.encryption = new Encryption(this, entrance, this::greet, this::ready);
    this.login = new ClientLogin(this, entrance, false);
    this.awaitingLogin = login.isAwaited();
    this.session = new Session(User.ANYBODY, node.access().space(User.ANYBODY.account()), node.limits());
    this.router = session.space().router();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    address = remoteAddress();
    encryption.begin();
    super.channelActive(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    encryption.on(event);
    ctx.fireUserEventTriggered(event);
  }

  private void greet() {
    sendInfo(false);
    if (refused) {
      fail("maximum connections exceeded");
    }
  }

  private void ready() {
    if (!isFinished()) {
      startPings(Long.MAX_VALUE);
      login.begin(encryption.timeout());
    }
  }

  private void sendInfo(boolean lameDuck) {
    InetSocketAddress local = internet(channel.localAddress());
    InetSocketAddress remote = internet(channel.remoteAddress());
    toldUrls = entrance.connectUrls().get();
    out.append(ServerInfo.forClient(node.serverId(), node.serverName(), local.getAddress().getHostAddress(),
        local.getPort(), node.limits().payloadBytesMax(), number, remote.getAddress().getHostAddress(), toldUrls,
        lameDuck, new ServerDemands(login.isAnnounced(), login.nonce(), encryption.isRequired(),
            encryption.asksForCertificate(), encryption.isOptional())));
  }

  /** Any thread: other servers have come or gone. Only clients that take an INFO at any time hear of it. */
  void refreshInfo() {
    channel.eventLoop().execute(() -> {
      if (takesInfo() && !toldUrls.equals(entrance.connectUrls().get())) {
        sendInfo(false);
      }
    });
  }

  /** Any thread: we are about to go. */
  void announceLameDuck() {
    channel.eventLoop().execute(() -> {
      if (takesInfo()) {
        sendInfo(true);
      }
    });
  }

  /** Before its first PONG a client takes nothing else. */
  private boolean takesInfo() {
    return firstPongSent && connect.protocol() >= 1 && !isFinished();
  }

  @Override
  Publication publication() {
    return publication;
  }

  @Override
  void renew() {
    UpgradeRequest upgraded = entrance.upgraded();
    entrance = upgraded == null ? Entrance.standard(node) : Entrance.websocket(node, upgraded);
    if (!encryption.stillAdmits(entrance.tls())) {
      closeSilently("its certificate is not among those pinned", CloseReason.TLS_HANDSHAKE_ERROR);
      return;
    }
    login.renew(entrance, encryption, this::renew);
    awaitingLogin = login.isAwaited();
  }

  private void renew(User user) {
    if (!user.account().equals(session.space().name())) {
      closeSilently("its user belongs to another account", CloseReason.CLIENT_CLOSED);
      return;
    }
    awaitingLogin = false;
    session.renew(user, node.limits());
    subjects.clear();
    if (publication.entry != null) {
      publication.entry = subjects.find(publication.subjectBytes, 0, publication.subjectBytes.length);
    }
    for (ClientSubscription subscription : subscriptions.endForbidden(session)) {
      out.append("-ERR 'Permissions Violation for Subscription to \"" + subscription.pattern() + "\" (sid \""
          + subscription.sid() + "\")'\r\n");
      LOG.info("Removed sub \"{}\" (sid \"{}\") for {} - not authorized", subscription.shownSubject(),
          subscription.sid(), user.key() == null ? "User \"" + user.name() + "\"" : "Nkey \"" + user.key() + "\"");
    }
    router.forgetMatches();
  }

  @Override
  public int argumentBytesMax() {
    return node.limits().controlLineBytesMax();
  }

  @Override
  public void onLine(byte[] bytes, int from, int end) {
    if (awaitingLogin && !admits(bytes[from])) {
      return;
    }
    if (begins(bytes, from, end, "PUB")) {
      publish(arguments(bytes, from, end, 3));
    } else if (begins(bytes, from, end, "HPUB")) {
      publishWithHeaders(arguments(bytes, from, end, 4));
    } else if (begins(bytes, from, end, "SUB")) {
      subscribe(arguments(bytes, from, end, 3));
    } else if (begins(bytes, from, end, "UNSUB")) {
      unsubscribe(arguments(bytes, from, end, 5));
    } else if (begins(bytes, from, end, "PING")) {
      onPing();
    } else if (begins(bytes, from, end, "PONG")) {
      onPong();
    } else if (begins(bytes, from, end, "CONNECT")) {
      connect(argumentsOrNone(bytes, from + 7, end));
    } else if (begins(bytes, from, end, "-ERR")) {
      if (arguments(bytes, from, end, 4) != null) {
        closeSilently("the client sent -ERR", CloseReason.PARSE_ERROR);
      }
    } else if (begins(bytes, from, end, "INFO")) {
      ControlLine info = argumentsOrNone(bytes, from + 4, end);
      if (info != null && ProtocolJson.statement(info.whole()) == null) {
        closeSilently("malformed INFO");
      }
    } else if (!begins(bytes, from, end, "+OK")) {
      unknownOperation();
    }
  }

  @Override
  public int onPartialLine(byte[] window, int from, int to) {
    if (awaitingLogin && !admits(window[from])) {
      return from;
    }
    int arguments = Operations.argumentsFrom(window, from, to);
    if (arguments == Operations.INCOMPLETE) {
      return from;
    }
    if (arguments == Operations.UNKNOWN) {
      unknownOperation();
      return from;
    }
    int lineEnd = window[to - 1] == '\r' ? to - 1 : to;
    if (arguments >= 0 && lineEnd - arguments > argumentBytesMax()) {
      lineTooLong();
    }
    return Operations.shorten(window, from, to, arguments);
  }

  private void onPing() {
    out.append("PONG\r\n");
    if (connected && !firstPongSent) {
      firstPongSent = true;
      refreshInfo();
    }
  }

  /** Before the login nothing is taken but CONNECT, unless there is somebody for those to be who do not log in. */
  private boolean admits(byte first) {
    if (first != 'C' && first != 'c') {
      User user = login.withoutConnect();
      if (user == null || !enter(user)) {
        return false;
      }
    }
    return true;
  }

  /** Who it is is known from now on; false, with the connection ended, where its account is full. */
  private boolean enter(User user) {
    leave();
    AccountSpace space = node.access().space(user.account());
    if (!space.admitClient(user.limits().connectionsMax())) {
      fail("maximum account active connections exceeded");
      return false;
    }
    session = new Session(user, space, node.limits());
    router = space.router();
    subjects.clear();
    awaitingLogin = false;
    entered = true;
    return true;
  }

  private void leave() {
    subscriptions.endAll();
    if (entered) {
      entered = false;
      session.space().clientGone();
    }
  }

  private void connect(@Nullable ControlLine line) {
    if (line == null) {
      return;
    }
    String json = line.whole();
    ClientConnect changed = connect.changedBy(json);
    if (changed == null) {
      closeSilently("malformed CONNECT");
      return;
    }
    connect = changed;
    if (!login.isRequired()) {
      login.present(json);
      onConnected();
      return;
    }
    login.check(json, encryption, user -> {
      if (enter(user)) {
        onConnected();
      }
    });
  }

  private void onConnected() {
    connected = true;
    startPings(FIRST_PING_MILLIS);
    String error = connect.whyRefused();
    if (error != null) {
      fail(error);
    } else {
      ok();
    }
  }

  private void ok() {
    if (connect.verbose()) {
      out.append("+OK\r\n");
    }
  }

  private void publish(@Nullable ControlLine line) {
    if (line == null) {
      return;
    }
    int count = line.count();
    int total = count == 2 || count == 3 ? line.size(count - 1) : -1;
    if (total < 0) {
      closeSilently("malformed PUB");
    } else {
      announce(line, count == 3, 0, total);
    }
  }

  private void publishWithHeaders(@Nullable ControlLine line) {
    if (line == null) {
      return;
    }
    int count = line.count();
    boolean counted = count == 3 || count == 4;
    int head = counted ? line.size(count - 2) : -1;
    int total = counted ? line.size(count - 1) : -1;
    if (!connect.headers() || head < 0 || total < head) {
      closeSilently("malformed HPUB");
    } else {
      announce(line, count == 4, head, total);
    }
  }

  private void announce(ControlLine line, boolean withReply, int head, int total) {
    if (total > session.payloadBytesMax()) {
      fail("Maximum Payload Violation");
      return;
    }
    SubjectCache.Entry entry = line.subject(subjects, 0);
    publication.begin(entry, entry.match(router));
    if (withReply) {
      line.reply(publication, 1);
    }
    if (connect.pedantic() && !(Subjects.isValid(entry.text) && Subjects.isLiteral(entry.text))) {
      out.append("-ERR 'Invalid Publish Subject'\r\n");
    }
    expect(publication, head, total);
  }

  @Override
  public void onPublication(Publication publication) {
    countIn(publication);
    if (!publication.hasSoundHead()) {
      closeSilently("malformed header block");
      return;
    }
    if (!session.mayPublish(Objects.requireNonNull(publication.entry))) {
      out.append("-ERR 'Permissions Violation for Publish to \"" + publication.subject + "\"'\r\n");
      return;
    }
    ok();
    boolean taken = router.route(publication);
    if (!taken && connect.noResponders()) {
      String reply = publication.replyText();
      if (reply != null) {
        tellNoResponders(reply);
      }
    }
  }

  /** The status goes to the first plain subscription of this very connection that would get the reply. */
  private void tellNoResponders(String reply) {
    for (LocalInterest interest : router.receivers(reply).plain) {
      if (interest instanceof ClientSubscription subscription && subscription.client() == this) {
        out.append("HMSG " + reply + " " + subscription.sid() + " 16 16\r\n" + NO_RESPONDERS);
        return;
      }
    }
  }

  private void subscribe(@Nullable ControlLine line) {
    if (line == null) {
      return;
    }
    if (line.count() != 2 && line.count() != 3) {
      closeSilently("malformed SUB");
      return;
    }
    String queue = line.count() == 3 ? line.text(1) : null;
    String error = subscriptions.add(session, line.text(0), queue, line.text(line.count() - 1));
    if (error == null) {
      ok();
    } else {
      out.append("-ERR '" + error + "'\r\n");
    }
  }

  private void unsubscribe(@Nullable ControlLine line) {
    if (line == null) {
      return;
    }
    if (line.count() != 1 && line.count() != 2) {
      closeSilently("malformed UNSUB");
      return;
    }
    subscriptions.end(line.text(0), line.count() == 2 ? line.size(1) : 0);
    ok();
  }

  /** Any thread: whether a message is for this client at all. */
  boolean wants(Publication publication) {
    return publication.origin != this || connect.echo();
  }

  /** Any thread: writes the message under that subscription. */
  void write(ClientSubscription subscription, Publication publication) {
    boolean withHead = connect.headers();
    publication.lineFor(subscription.sidBytes(), withHead);
    out.append(publication, withHead);
    stallPublisher(publication);
  }

  /** Never a link, which carries what others have published, and for others. */
  private void stallPublisher(Publication publication) {
    long mark = node.limits().clientPendingBytesMax() * 3 / 4;
    if (out.pendingBytes() > mark && publication.origin instanceof ClientConnection publisher && publisher != this) {
      publisher.stall(out, mark, STALL_MILLIS_MAX);
    }
  }

  /** Any thread. */
  int subscriptionCount() {
    return subscriptions.size();
  }

  /** Any thread: as monitoring shows it. */
  ClientStatus status() {
    boolean over = closeReason() != null || !channel.isActive();
    return new ClientStatus(number, entrance.kind(), address, start(), lastActivity(), over ? Instant.now() : null,
        over ? reason() : null, connect, traffic(), out.pendingBytes(), subscriptions.size(), session.user(),
        roundTrip(), encryption.agreed());
  }

  @Override
  void onClosed(String reason) {
    whenClosed.accept(this);
    leave();
    if (reason().isSlowConsumer() && !isCutWithOthers()) {
      LOG.info("slow client cut peer={} reason={}", address, reason);
    } else {
      LOG.debug("client gone peer={} reason={}", address, reason);
    }
  }
}

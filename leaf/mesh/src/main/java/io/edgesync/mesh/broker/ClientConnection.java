package io.edgesync.mesh.broker;

import com.grack.nanojson.JsonObject;
import io.edgesync.mesh.leafnode.ProtocolJson;
import io.edgesync.mesh.leafnode.ServerInfo;
import io.edgesync.mesh.subject.SubjectTrie;
import io.edgesync.mesh.subject.Subjects;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final String NO_RESPONDERS = "NATS/1.0 503\r\n\r\n\r\n";

  private final Consumer<ClientConnection> whenClosed;
  private final boolean refused;
  /** Changed on the loop; a delivery that ends a subscription removes it from another thread. */
  private final Map<String, ClientSubscription> subscriptions = new ConcurrentHashMap<>();
  private final SubjectCache subjects = new SubjectCache();
  private final Publication publication = new Publication(this);
  private boolean verbose = true;
  private boolean pedantic = true;
  /** Set by CONNECT on the loop, read by deliverers. */
  private volatile boolean echo = true;
  private volatile boolean headers;
  private boolean noResponders;

  /**
   * @param refused there are too many connections already
   */
  ClientConnection(Node node, Channel channel, boolean refused, Consumer<ClientConnection> whenClosed) {
    super(node, channel, node.limits().clientPendingBytesMax());
    this.refused = refused;
    this.whenClosed = whenClosed;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    InetSocketAddress local = internet(channel.localAddress());
    InetSocketAddress remote = internet(channel.remoteAddress());
    out.append(
        ServerInfo.forClient(node.serverId(), node.serverName(), local.getAddress().getHostAddress(), local.getPort(),
            node.limits().payloadBytesMax(), number, remote.getAddress().getHostAddress()));
    if (refused) {
      fail("maximum connections exceeded");
    } else {
      startPings(FIRST_PING_MILLIS);
    }
    super.channelActive(ctx);
  }

  @Override
  public int argumentBytesMax() {
    return node.limits().controlLineBytesMax();
  }

  @Override
  public void onLine(byte[] bytes, int from, int end) {
    if (begins(bytes, from, end, "PUB")) {
      publish(arguments(bytes, from, end, 3));
    } else if (begins(bytes, from, end, "HPUB")) {
      publishWithHeaders(arguments(bytes, from, end, 4));
    } else if (begins(bytes, from, end, "SUB")) {
      subscribe(arguments(bytes, from, end, 3));
    } else if (begins(bytes, from, end, "UNSUB")) {
      unsubscribe(arguments(bytes, from, end, 5));
    } else if (begins(bytes, from, end, "PING")) {
      out.append("PONG\r\n");
    } else if (begins(bytes, from, end, "PONG")) {
      onPong();
    } else if (begins(bytes, from, end, "CONNECT")) {
      connect(arguments(bytes, from, end, 7));
    } else if (begins(bytes, from, end, "-ERR")) {
      closeSilently("the client sent -ERR");
    } else if (!begins(bytes, from, end, "+OK") && !begins(bytes, from, end, "INFO ")) {
      unknownOperation();
    }
  }

  private void connect(@Nullable ControlLine line) {
    if (line == null) {
      return;
    }
    JsonObject connect = ProtocolJson.object(line.whole());
    if (connect == null) {
      closeSilently("malformed CONNECT");
      return;
    }
    verbose = connect.getBoolean("verbose", true);
    pedantic = connect.getBoolean("pedantic", true);
    echo = connect.getBoolean("echo", true);
    headers = connect.getBoolean("headers", false);
    noResponders = connect.getBoolean("no_responders", false);
    int protocol = connect.getInt("protocol", 0);
    if (!connect.getString("account", "").isEmpty() || connect.getBoolean("new_account", false)) {
      fail("Authorization Violation");
    } else if (protocol != 0 && protocol != 1) {
      fail("invalid client protocol");
    } else if (noResponders && !headers) {
      fail("no responders requires headers support");
    } else {
      ok();
    }
  }

  private void ok() {
    if (verbose) {
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
    if (!headers || head < 0 || total < head) {
      closeSilently("malformed HPUB");
    } else {
      announce(line, count == 4, head, total);
    }
  }

  private void announce(ControlLine line, boolean withReply, int head, int total) {
    if (total > node.limits().payloadBytesMax()) {
      fail("Maximum Payload Violation");
      return;
    }
    SubjectCache.Entry entry = line.subject(subjects, 0);
    publication.begin(entry, entry.match(node.router()));
    if (withReply) {
      line.reply(publication, 1);
    }
    expect(publication, head, total);
  }

  @Override
  public void onPublication(Publication publication) {
    if (!publication.hasSoundHead()) {
      closeSilently("malformed header block");
      return;
    }
    if (pedantic && !(Subjects.isValid(publication.subject) && Subjects.isLiteral(publication.subject))) {
      out.append("-ERR 'Invalid Publish Subject'\r\n");
    } else {
      ok();
    }
    boolean taken = node.router().route(publication);
    if (!taken && noResponders) {
      String reply = publication.replyText();
      if (reply != null) {
        tellNoResponders(reply);
      }
    }
  }

  /** The status goes to the first plain subscription of this very connection that would get the reply. */
  private void tellNoResponders(String reply) {
    for (LocalInterest interest : node.router().match(reply).plain) {
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
    String subject = line.text(0);
    String queue = line.count() == 3 ? line.text(1) : null;
    String sid = line.text(line.count() - 1);
    if (!Subjects.isValid(subject)) {
      out.append("-ERR 'Invalid Subject'\r\n");
    } else if ("_sys_".equals(queue)) {
      out.append("-ERR 'Permissions Violation for Subscription to \"" + subject + "\" using queue \"_sys_\"'\r\n");
    } else if (subject.chars().filter(c -> c == '.').count() >= SubjectTrie.TOKENS_MAX) {
      out.append("-ERR 'Permissions Violation for Subscription to \"" + subject + "\", too many tokens'\r\n");
    } else {
      if (!subscriptions.containsKey(sid)) {
        var subscription = new ClientSubscription(this, subject, queue, sid);
        subscriptions.put(sid, subscription);
        node.router().add(subscription);
      }
      ok();
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
    ClientSubscription subscription = subscriptions.get(line.text(0));
    if (subscription != null) {
      int max = line.count() == 2 ? line.size(1) : 0;
      if (max <= 0 || subscription.endAfter(max)) {
        end(subscription);
      }
    }
    ok();
  }

  /** Any thread: the subscription is over. */
  void end(ClientSubscription subscription) {
    subscription.close();
    subscriptions.remove(subscription.sid(), subscription);
    node.router().remove(subscription);
  }

  /** Any thread: whether a message is for this client at all. */
  boolean wants(Publication publication) {
    return publication.origin != this || echo;
  }

  /** Any thread: writes the message under that subscription. */
  void write(ClientSubscription subscription, Publication publication) {
    boolean withHead = headers;
    publication.lineFor(subscription.sidBytes(), withHead);
    out.append(publication, withHead);
    pauseFeeder(publication);
  }

  private void pauseFeeder(Publication publication) {
    long mark = node.limits().clientPendingBytesMax() * 3 / 4;
    if (out.pendingBytes() > mark && publication.origin instanceof Connection feeder && feeder != this) {
      feeder.stall(out, mark);
    }
  }

  @Override
  void onClosed(String reason) {
    for (ClientSubscription subscription : List.copyOf(subscriptions.values())) {
      end(subscription);
    }
    if (reason.startsWith("slow consumer")) {
      LOG.warn("client cut peer={} reason={}", remoteAddress(), reason);
    } else {
      LOG.debug("client gone peer={} reason={}", remoteAddress(), reason);
    }
    whenClosed.accept(this);
  }
}

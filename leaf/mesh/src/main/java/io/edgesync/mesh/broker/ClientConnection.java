package io.edgesync.mesh.broker;

import com.grack.nanojson.JsonObject;
import io.edgesync.mesh.leafnode.ProtocolJson;
import io.edgesync.mesh.leafnode.ServerInfo;
import io.edgesync.mesh.subject.SubjectTrie;
import io.edgesync.mesh.subject.Subjects;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A NATS client. Where {@code nats-server} answers nothing, this answers nothing either: malformed arguments close without a word,
 * and every {@code -ERR} has a text that clients know, since some close for good on one they do not.
 */
final class ClientConnection extends Connection implements Publication.Origin {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
  private static final long FIRST_PING_MILLIS = 2000;
  private static final byte[] NO_RESPONDERS = "NATS/1.0 503\r\n\r\n\r\n"
      .getBytes(StandardCharsets.US_ASCII);

  private final Consumer<ClientConnection> whenClosed;
  private final boolean refused;
  /** Changed on the loop; a delivery that ends a subscription removes it from another thread. */
  private final Map<String, ClientSubscription> subscriptions = new ConcurrentHashMap<>();
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
  int argumentBytesMax() {
    return node.limits().controlLineBytesMax();
  }

  @Override
  void onLine(byte[] bytes, int from, int end) {
    if (begins(bytes, from, end, "PUB")) {
      withArguments(bytes, from, end, 3, this::publish);
    } else if (begins(bytes, from, end, "HPUB")) {
      withArguments(bytes, from, end, 4, this::publishWithHeaders);
    } else if (begins(bytes, from, end, "SUB")) {
      withArguments(bytes, from, end, 3, this::subscribe);
    } else if (begins(bytes, from, end, "UNSUB")) {
      withArguments(bytes, from, end, 5, this::unsubscribe);
    } else if (begins(bytes, from, end, "PING")) {
      out.append("PONG\r\n");
    } else if (begins(bytes, from, end, "PONG")) {
      onPong();
    } else if (begins(bytes, from, end, "CONNECT")) {
      withArguments(bytes, from, end, 7, this::connect);
    } else if (begins(bytes, from, end, "-ERR")) {
      closeSilently("the client sent -ERR");
    } else if (!begins(bytes, from, end, "+OK") && !begins(bytes, from, end, "INFO ")) {
      unknownOperation();
    }
  }

  private void withArguments(byte[] bytes, int from, int end, int length, Consumer<ControlLine> handler) {
    ControlLine arguments = arguments(bytes, from, end, length);
    if (arguments != null) {
      handler.accept(arguments);
    }
  }

  private void connect(ControlLine line) {
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

  private void publish(ControlLine line) {
    int count = line.count();
    int total = count == 2 || count == 3 ? line.size(count - 1) : -1;
    if (total < 0) {
      closeSilently("malformed PUB");
    } else {
      announce(line, count == 3, 0, total);
    }
  }

  private void publishWithHeaders(ControlLine line) {
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
    expect(new Publication(this, line.text(0), withReply ? line.text(1) : null, List.of()), head, total);
  }

  @Override
  void onPublication(Publication publication) {
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
    String reply = publication.reply;
    if (!taken && noResponders && reply != null) {
      tellNoResponders(reply);
    }
  }

  /** The status goes to the first plain subscription of this very connection that would get the reply. */
  private void tellNoResponders(String reply) {
    for (LocalInterest interest : node.router().match(reply).plain) {
      if (interest instanceof ClientSubscription subscription && subscription.client() == this) {
        byte[] line = ("HMSG " + reply + " " + subscription.sid() + " 16 16\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = Arrays.copyOf(line, line.length + NO_RESPONDERS.length);
        System.arraycopy(NO_RESPONDERS, 0, whole, line.length, NO_RESPONDERS.length);
        out.append(whole, whole.length, null, false);
        return;
      }
    }
  }

  private void subscribe(ControlLine line) {
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

  private void unsubscribe(ControlLine line) {
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
    int headLength = withHead ? publication.headLength : 0;
    Publication.AckReply ack = Publication.AckReply.of(publication);
    String subject = ack == null ? publication.subject : ack.subject();
    String reply = ack == null ? publication.reply : ack.reply();
    byte[] line = subscription.line(subject, reply, headLength, headLength + publication.bodyLength);
    out.append(line, line.length, publication, withHead);
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

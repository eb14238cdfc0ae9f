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

  private static final List<String> FLAGS = List.of("verbose", "pedantic", "echo", "headers", "no_responders",
      "tls_required", "new_account");
  private static final List<String> TEXTS = List.of("user", "pass", "auth_token", "nkey", "sig", "jwt", "name", "lang",
      "version", "account");

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
  private int protocol;

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
      connect(argumentsOrNone(bytes, from + 7, end));
    } else if (begins(bytes, from, end, "-ERR")) {
      if (arguments(bytes, from, end, 4) != null) {
        closeSilently("the client sent -ERR");
      }
    } else if (begins(bytes, from, end, "INFO")) {
      ControlLine info = argumentsOrNone(bytes, from + 4, end);
      if (info != null && ProtocolJson.object(info.whole()) == null) {
        closeSilently("malformed INFO");
      }
    } else if (!begins(bytes, from, end, "+OK")) {
      unknownOperation();
    }
  }

  @Override
  public int onPartialLine(byte[] window, int from, int to) {
    int arguments = Operations.argumentsFrom(window, from, to);
    switch (arguments) {
      case Operations.INCOMPLETE -> {
        return from;
      }
      case Operations.UNKNOWN -> {
        unknownOperation();
        return from;
      }
      default -> {
        int lineEnd = window[to - 1] == '\r' ? to - 1 : to;
        if (lineEnd - arguments > argumentBytesMax() && arguments >= 0) {
          lineTooLong();
        }
        return Operations.shorten(window, from, to, arguments);
      }
    }
  }

  private void connect(@Nullable ControlLine line) {
    if (line == null) {
      return;
    }
    JsonObject connect = ProtocolJson.object(line.whole());
    if (connect == null || !isWellTyped(connect)) {
      closeSilently("malformed CONNECT");
      return;
    }
    // What a second CONNECT leaves out stays as it was.
    verbose = connect.getBoolean("verbose", verbose);
    pedantic = connect.getBoolean("pedantic", pedantic);
    echo = connect.getBoolean("echo", echo);
    headers = connect.getBoolean("headers", headers);
    noResponders = connect.getBoolean("no_responders", noResponders);
    protocol = connect.getInt("protocol", protocol);
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

  private static boolean isWellTyped(JsonObject connect) {
    for (String flag : FLAGS) {
      if (connect.has(flag) && !connect.isNull(flag) && !connect.isBoolean(flag)) {
        return false;
      }
    }
    for (String text : TEXTS) {
      if (connect.has(text) && !connect.isNull(text) && !connect.isString(text)) {
        return false;
      }
    }
    return !connect.has("protocol") || connect.isNull("protocol") || connect.isNumber("protocol");
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
    if (pedantic && !(Subjects.isValid(entry.text) && Subjects.isLiteral(entry.text))) {
      out.append("-ERR 'Invalid Publish Subject'\r\n");
    }
    expect(publication, head, total);
  }

  @Override
  public void onPublication(Publication publication) {
    if (!publication.hasSoundHead()) {
      closeSilently("malformed header block");
      return;
    }
    ok();
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

package io.edgesync.mesh.broker;

import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.account.ReplyGrants;
import io.edgesync.mesh.account.ResponseOptions;
import io.edgesync.mesh.account.UserLimits;
import io.edgesync.mesh.broker.LinkFailure.Remedy;
import io.edgesync.mesh.leafnode.LinkStatus.Direction;
import io.edgesync.mesh.subject.SubjectTrie;
import io.edgesync.mesh.subject.Subjects;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leafnode connection: interest and messages once {@link LeafHandshake} is through. Whoever dialled, one side is the spoke and the
 * other the hub; the side that dials is the spoke unless it says otherwise. On a {@linkplain #isPeerLink peer link} neither is.
 *
 * <p>What the peer announces counts from its answer to our first PING on, which it sends behind all it knows. Until then nothing of it
 * is passed on and nothing is sent to it, so that a link which closes a loop is recognised, and cut, before the loop carries
 * anything. A {@code nats-server} passes on at once what it hears, and of two links that it closes a loop with would lose both: so it
 * hears nothing of us, either, until it has told us all. Between two of our kind the one that dials begins. Which link of a loop goes
 * is for {@link Loops}.
 */
final class LeafLink extends Connection implements Publication.Origin {
  private static final Logger LOG = LoggerFactory.getLogger(LeafLink.class);
  private static final int ARGUMENT_BYTES_MAX = 64 * 1024;
  private static final long FIRST_PING_MILLIS = 1000;
  private static final long SETTLE_WITHIN_MILLIS = 2000;
  private static final int ERROR_SHOWN_MAX = 200;

  private final LinkId id;
  private final LeafHandshake handshake;
  private final LeafInterests interests = new LeafInterests(this);
  private final LoopWatch loops = new LoopWatch(this, interests);
  private final LeafSending sending = new LeafSending(this);
  private final Consumer<LeafLink> whenUp;
  private final Consumer<LeafLink> whenClosed;
  /** Written on the loop before the link is up, or when the peer changes it; read by routing threads. */
  private volatile LinkPermissions permissions = LinkPermissions.EVERYTHING;
  /** Written on the loop; read by routing threads, to find out whether another link leads to the same peer. */
  private volatile @Nullable String peerLoopSubject;
  private volatile @Nullable LinkFailure failure;
  private final SubjectCache subjects = new SubjectCache(holding);
  private final Publication publication = new Publication(this);
  /** Set on the loop before the link is up, as the next two. */
  private AccountSpace space;
  private UserLimits limits = UserLimits.NONE;
  private boolean entered;
  /** Answers that the peer may send although its user may not publish them; null where it needs none. */
  private volatile @Nullable ReplyGrants grants;
  private @Nullable String peerError;
  /** A hub may complain of each message that we pass on for others. */
  private final WarningPace peerErrors = new WarningPace();
  private boolean up;
  /** We announce first, and ask for all of the peer's behind our answer to its first PING, on which it announces. */
  private boolean tellsFirst;
  private boolean asked;
  /** The message that is being read may not be sent by this peer. */
  private boolean refused;

  /**
   * @param space whose subjects it shares, unless it logs in to another account
   */
  LeafLink(Node node, Channel channel, AccountSpace space, LeafHandshake handshake, Consumer<LeafLink> whenUp,
      Consumer<LeafLink> whenClosed) {
    super(node, channel, Outbound.Pace.ANYTHING);
    this.id = new LinkId(number);
    this.space = space;
    this.handshake = handshake;
    this.whenUp = whenUp;
    this.whenClosed = whenClosed;
  }

  LinkId id() {
    return id;
  }

  Peer peer() {
    return handshake.peer();
  }

  @Nullable
  String peerKey() {
    return handshake.peer().key();
  }

  Direction direction() {
    return handshake.direction();
  }

  /** We are the spoke here. */
  boolean towardsHub() {
    return !isPeerLink() && (handshake.direction() == Direction.SOLICITED) != handshake.peer().swapsRoles();
  }

  /**
   * A link of equals: each end tells of its own subscribers only, and passes on nothing that comes from the other. So two nodes that
   * share a hub may be linked directly, too.
   */
  boolean isPeerLink() {
    return handshake.peer().equal();
  }

  /** What the peer of a peer link announces on all of its links; null before it did, and on other links. */
  @Nullable
  String peerLoopSubject() {
    return peerLoopSubject;
  }

  /** It is told of one server only, its peer. Any thread. */
  boolean leadsToOne() {
    return interests.servers() == 1;
  }

  /** It counts only since a moment ago. Any thread. */
  boolean isYoung() {
    return loops.isYoung();
  }

  /** It is being closed for a reason of its own. Any thread. */
  boolean isLeaving() {
    return failure != null;
  }

  boolean sameClusterAs(LeafLink other) {
    String cluster = peer().cluster();
    return cluster != null && !cluster.isEmpty() && cluster.equals(other.peer().cluster());
  }

  /** Why the link is closed or did not come up; null while it lives. */
  @Nullable
  LinkFailure failure() {
    return failure;
  }

  @Override
  public int argumentBytesMax() {
    return handshake.direction() == Direction.SOLICITED
        ? Math.max(ARGUMENT_BYTES_MAX, node.limits().payloadBytesMax())
        : ARGUMENT_BYTES_MAX;
  }

  /** INFO names all that our user may do: servers without a limit for it take more than 64 KiB. Whom we dial may send a message's worth. */
  @Override
  int argumentBytesMax(byte[] bytes, int from, int end) {
    return begins(bytes, from, end, "INFO") ? argumentBytesMax() : ARGUMENT_BYTES_MAX;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    handshake.begin(this);
    super.channelActive(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    handshake.onEvent(event);
    ctx.fireUserEventTriggered(event);
  }

  @Override
  Publication publication() {
    return publication;
  }

  @Override
  void renew() {
    handshake.renew(this);
  }

  // ---- receiving

  @Override
  public void onLine(byte[] bytes, int from, int end) {
    if (!up) {
      handshake.onLine(this, bytes, from, end);
    } else if (begins(bytes, from, end, "LMSG")) {
      onMessage(bytes, from, end, false);
    } else if (begins(bytes, from, end, "HMSG")) {
      onMessage(bytes, from, end, true);
    } else if (begins(bytes, from, end, "LS+")) {
      onInterest(bytes, from, end);
    } else if (begins(bytes, from, end, "LS-")) {
      onInterestGone(bytes, from, end);
    } else if (begins(bytes, from, end, "PING")) {
      out.append("PONG\r\n");
      if (tellsFirst && !asked) {
        asked = true;
        out.append("PING\r\n");
      }
    } else if (begins(bytes, from, end, "PONG")) {
      onPong();
      settle();
    } else if (begins(bytes, from, end, "-ERR")) {
      onPeerError(new String(bytes, from, end - from, StandardCharsets.ISO_8859_1));
    } else if (begins(bytes, from, end, "INFO")) {
      ControlLine line = arguments(bytes, from, end, 4);
      if (line != null) {
        handshake.onLaterInfo(this, line.whole());
      }
    } else if (begins(bytes, from, end, "CONNECT")) {
      closeSilently("a second CONNECT on one link");
    } else if (!begins(bytes, from, end, "+OK")) {
      unknownOperation();
    }
  }

  private void onMessage(byte[] bytes, int from, int end, boolean withHead) {
    ControlLine line = arguments(bytes, from, end, 4);
    if (line == null) {
      return;
    }
    int sizes = withHead ? 2 : 1;
    int count = line.count() - sizes;
    int total = count >= 1 ? line.size(line.count() - 1) : -1;
    int head = withHead && count >= 1 ? line.size(line.count() - 2) : 0;
    boolean queued = count >= 3;
    boolean replyAndQueues = queued && line.is(1, '+');
    boolean listed = replyAndQueues ? count >= 4 : queued && line.is(1, '|');
    if (total < 0 || head < 0 || head > total || queued != listed) {
      closeSilently("malformed " + (withHead ? "HMSG" : "LMSG"));
      return;
    }
    if (total > node.limits().payloadBytesMax()) {
      fail("Maximum Payload Violation");
      return;
    }
    SubjectCache.Entry entry = line.subject(subjects, 0);
    refused = !entry.isPermitted(permissions) && !isAnswer(entry.text);
    if (refused && !towardsHub()) {
      // It was told what it may send.
      fail("Permissions Violation for Publish to \"" + entry.text + "\"");
      return;
    }
    publication.begin(entry, entry.match(space.router()));
    if (queued) {
      if (replyAndQueues) {
        line.reply(publication, 2);
      }
      publication.queues(line, replyAndQueues ? 3 : 2, count);
    } else if (count == 2) {
      line.reply(publication, 1);
    }
    expect(publication, head, total);
  }

  private boolean isAnswer(String subject) {
    ReplyGrants answers = grants;
    return answers != null && answers.use(subject, System.nanoTime());
  }

  @Override
  public void onPublication(Publication publication) {
    countIn(publication);
    if (publication.hasSoundHead()) {
      if (refused) {
        LOG.debug("message that is not let in dropped peer={}", remoteAddress());
      } else {
        space.router().route(publication);
      }
    } else {
      LOG.debug("message with a malformed header block dropped peer={}", remoteAddress());
    }
  }

  private void onInterest(byte[] bytes, int from, int end) {
    ControlLine line = arguments(bytes, from, end, 3);
    if (line == null) {
      return;
    }
    if (line.count() != 1 && line.count() != 3) {
      closeSilently("malformed LS+");
      return;
    }
    String subject = line.text(0);
    if (subject.equals(space.router().loopSubject())) {
      loops.ownSubject(true);
      return;
    }
    if (!Subjects.isValid(subject) || subject.chars().filter(c -> c == '.').count() >= SubjectTrie.TOKENS_MAX) {
      out.append("-ERR 'Invalid Subscription'\r\n");
      return;
    }
    if (!towardsHub() && !permissions.mayBeAnnounced(subject)) {
      fail("Permissions Violation for Subscription to \"" + subject + "\"");
      return;
    }
    if (isPeerLink() && peerLoopSubject == null && subject.startsWith(Interest.LOOP_PREFIX)) {
      peerLoopSubject = subject;
    }
    boolean queued = line.count() == 3;
    if (node.limits().clients().isReached(interests.size(), limits.subscriptionsMax())
        || !interests.announce(subject, queued ? line.text(1) : null, queued ? Math.max(1, line.size(2)) : 1)) {
      out.append("-ERR 'maximum subscriptions exceeded'\r\n");
    } else if (subject.startsWith(Interest.LOOP_PREFIX)) {
      loops.otherSubject();
    }
  }

  private void onInterestGone(byte[] bytes, int from, int end) {
    ControlLine line = arguments(bytes, from, end, 3);
    if (line == null) {
      return;
    }
    if (line.count() != 1 && line.count() != 2) {
      closeSilently("malformed LS-");
      return;
    }
    if (line.text(0).equals(space.router().loopSubject())) {
      loops.ownSubject(false);
      return;
    }
    interests.withdraw(line.text(0), line.count() == 2 ? line.text(1) : null);
  }

  /** Any thread: it closes a loop, in which another link stays. */
  void giveWay() {
    if (channel.eventLoop().inEventLoop()) {
      loopDetected();
    } else {
      try {
        channel.eventLoop().execute(this::loopDetected);
      } catch (RejectedExecutionException shuttingDown) {
        LOG.debug("connection closes with its loop peer={}", remoteAddress());
      }
    }
  }

  private void loopDetected() {
    if (isFinished()) {
      return;
    }
    space.router().loopCut();
    String text = "Loop detected for leafnode account=\"" + space.name()
        + "\". Delaying attempt to reconnect for 30s";
    failure = LinkFailure.of(Remedy.LOOP,
        "this link leads back here by another way (loop); remove one of the two links");
    fail(text);
  }

  /** Only said by the peer; it closes by itself when it means to. */
  void onPeerError(String line) {
    String text = line.substring(Math.min(4, line.length())).replaceAll("[^\\x20-\\x7e]", "?").strip();
    peerError = text.substring(0, Math.min(ERROR_SHOWN_MAX, text.length()));
    if (peerErrors.lets(System.nanoTime())) {
      LOG.warn("leafnode peer reports an error peer={} error={} suppressed={}", remoteAddress(), peerError,
          peerErrors.suppressed());
    }
    LinkFailure meant = LinkFailure.ofPeerError(text, peerError, node.serverName());
    if (meant != null) {
      if (meant.remedy() == Remedy.LOOP) {
        space.router().loopCut();
      }
      refuse(meant);
    }
  }

  // ---- ending

  /** Closes without a word, and is not repeated soon. */
  void refuse(Remedy remedy, String why) {
    refuse(LinkFailure.of(remedy, why));
  }

  private void refuse(LinkFailure why) {
    failure = why;
    closeSilently(why.getMessage());
  }

  @Override
  void onClosed(String reason) {
    LinkFailure known = failure;
    if (known == null) {
      failure = LinkFailure.transientFailure(peerError == null ? reason : reason + " after " + peerError);
    }
    if (up) {
      interests.end();
    }
    if (entered) {
      space.leafnodeGone();
    }
    whenClosed.accept(this);
  }

  /**
   * The handshake is through. On the loop; {@code greeting} goes out ahead of the interest.
   *
   * @param tellsFirst the peer waits for what we announce, as we do otherwise
   */
  void becomeUp(String greeting, boolean tellsFirst) {
    up = true;
    this.tellsFirst = tellsFirst;
    sendLines(greeting);
    space.router().linkUp(this);
    if (tellsFirst) {
      space.router().tell(this);
    } else {
      out.append("PING\r\n");
    }
    startPings(FIRST_PING_MILLIS);
    alarms.in(SETTLE_WITHIN_MILLIS, TimeUnit.MILLISECONDS, this::settle);
  }

  /** The peer has told all that it knew when the link came up, and no loop was among it. */
  private void settle() {
    if (!interests.isSettled() && !isFinished() && loops.settle(!tellsFirst, this::settle)) {
      whenUp.accept(this);
    }
  }

  boolean isUp() {
    return up;
  }

  /** Any thread: how much the peer has announced, maybe a little while ago. */
  int announced() {
    return interests.size();
  }

  // ---- sending

  Router router() {
    return space.router();
  }

  AccountSpace space() {
    return space;
  }

  /** It is known whose subjects the link shares, before it is up; false, with the link ended, where the account has all its links. */
  boolean enter(AccountSpace account, UserLimits ofUser) {
    if (!account.admitLeafnode(ofUser.leafnodesMax())) {
      fail("maximum account active connections exceeded");
      return false;
    }
    space = account;
    limits = ofUser;
    entered = true;
    return true;
  }

  /** What may pass, before the link is up and whenever that changes. On the loop. */
  void permissions(LinkPermissions newPermissions) {
    space.router().permit(this, newPermissions);
    // It keeps answers of the old ones.
    subjects.clear();
    ResponseOptions responses = newPermissions.user() == null ? null : newPermissions.user().responses();
    grants = responses == null ? null : new ReplyGrants(responses);
  }

  /** With the router's lock. */
  LinkPermissions replacePermissions(LinkPermissions newPermissions) {
    LinkPermissions before = permissions;
    permissions = newPermissions;
    return before;
  }

  /** Whether the peer may be told of interest in this subject. */
  boolean mayAnnounce(String subject) {
    return permissions.mayAnnounce(subject);
  }

  /** Whether the peer may be sent messages of this subject; each {@link Match} is made of links that may. */
  boolean maySend(String subject) {
    return permissions.maySend(subject);
  }

  /** Whether the peer takes a message of this size. */
  boolean takes(int bytes) {
    int bytesMax = peer().maxPayloadBytes();
    return bytesMax <= 0 || bytes <= bytesMax;
  }

  void sendLines(String lines) {
    if (!lines.isEmpty()) {
      out.append(lines);
    }
  }

  /**
   * Sends one copy.
   *
   * @param queues groups that the peer is to serve
   * @param plain it has plain interest, too
   */
  void send(Publication publication, List<String> queues, boolean plain) {
    sending.send(publication, queues, plain);
  }

  /** The peer is sent a message whose answer it may publish, whatever else it may. */
  void grantAnswer(Publication publication) {
    ReplyGrants answers = grants;
    if (answers != null && publication.hasReply()) {
      answers.grant(String.valueOf(publication.replyText()), System.nanoTime());
    }
  }
}

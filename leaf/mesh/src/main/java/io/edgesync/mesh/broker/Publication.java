package io.edgesync.mesh.broker;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way through the router, from one origin to all that get it. Subject and reply are the bytes of the wire; as texts
 * they have one char per byte. A connection uses one object for all that it reads, so nobody keeps it past the call.
 *
 * <p>Header block and payload lie in two ranges. Those of a message that was read with others in one buffer are lent: whoever keeps
 * them past the call copies them. Those of a large message and of the Bus are {@code owned}: they never change, and are kept by
 * reference.
 */
final class Publication {
  private static final byte[] NOTHING = new byte[0];
  private static final byte[] HEAD_START = "NATS/1.0".getBytes(StandardCharsets.US_ASCII);
  private static final int NO_REPLY = -1;
  /** What a connection that rests may keep of such a thing, to use it again. */
  static final int KEPT_BYTES_MAX = 256;

  /** Where a message came from. */
  sealed interface Origin permits ClientConnection, LeafLink, FromBus {}

  /** The process itself; {@code only} restricts the message to those links. */
  record FromBus(@Nullable Set<LinkId> only) implements Origin {
    static final FromBus ANYWHERE = new FromBus(null);
  }

  final Origin origin;
  String subject = "";
  byte[] subjectBytes = NOTHING;
  /** Queue groups to serve, as a leafnode peer lists them; empty for other origins, which serve all. */
  List<String> queues = List.of();
  /** For a connection: where the subject is kept. */
  SubjectCache.@Nullable Entry entry;
  byte[] head = NOTHING;
  int headFrom;
  int headLength;
  byte[] body = NOTHING;
  int bodyFrom;
  int bodyLength;
  boolean owned;
  /** For whoever writes the message out, one after the other. */
  final MessageLine line = new MessageLine();

  private final QueueList queueList = new QueueList();
  private byte[] reply = NOTHING;
  private int replyLength = NO_REPLY;
  private @Nullable Match match;
  private boolean unread;
  private @Nullable Delivery delivery;
  private boolean undeliverable;
  private long roomDeadlineNanos;
  /** Bytes of {@link #line} that begin the line of every client with the same {@code headers}; 0 for none yet. */
  private int sharedLength;
  private boolean sharedWithHead;

  Publication(Origin origin) {
    this.origin = origin;
  }

  /** A message of this process. */
  static Publication of(Message message, byte[] headers, FromBus origin) {
    @Nullable
    String reply = message.reply();
    var publication = new Publication(origin);
    publication.subject = Subjects.toWire(message.subject());
    publication.subjectBytes = publication.subject.getBytes(StandardCharsets.ISO_8859_1);
    if (reply != null) {
      publication.reply = Subjects.toWire(reply).getBytes(StandardCharsets.ISO_8859_1);
      publication.replyLength = publication.reply.length;
    }
    publication.own(headers, message.payload());
    publication.delivery = new Delivery(message, null, null);
    return publication;
  }

  /** Begins the next message of a connection; {@link #size} or {@link #own} follows. */
  void begin(SubjectCache.Entry known, Match receivers) {
    entry = known;
    subject = known.text;
    subjectBytes = known.bytes;
    match = receivers;
    unread = false;
    replyLength = NO_REPLY;
    queues = List.of();
    delivery = null;
    undeliverable = false;
    roomDeadlineNanos = 0;
    sharedLength = 0;
  }

  void reply(byte[] bytes, int from, int to) {
    replyLength = to - from;
    if (reply.length < replyLength) {
      reply = new byte[Math.max(64, replyLength)];
    }
    System.arraycopy(bytes, from, reply, 0, replyLength);
  }

  /** The groups to serve are those arguments. */
  void queues(ControlLine line, int first, int behindLast) {
    queues = queueList.of(line, first, behindLast);
  }

  /**
   * The connection has no more to read now: nothing stays of what was handed on, but for small things that are used again.
   *
   * @param announced the next message is half read, and what was said of it stays
   */
  void rest(boolean announced) {
    head = NOTHING;
    body = NOTHING;
    delivery = null;
    line.rest();
    sharedLength = 0;
    if (announced) {
      return;
    }
    entry = null;
    subject = "";
    subjectBytes = NOTHING;
    match = null;
    queues = List.of();
    queueList.rest();
    replyLength = NO_REPLY;
    if (reply.length > KEPT_BYTES_MAX) {
      reply = NOTHING;
    }
  }

  /** About what is kept of what was said of the message that is half read. */
  long bytesAnnounced() {
    return 2L * subjectBytes.length + reply.length + queueList.bytesHeld();
  }

  /** How large header block and payload are, which will be lent. */
  void size(int headBytes, int bodyBytes) {
    headLength = headBytes;
    bodyLength = bodyBytes;
    owned = false;
  }

  /** Header block and payload, one after the other from {@code from} on, until the next message is read. */
  void lend(byte[] window, int from) {
    head = window;
    headFrom = from;
    body = window;
    bodyFrom = from + headLength;
  }

  /** Header block and payload in arrays that nobody changes once they are filled. */
  void own(byte[] headBytes, byte[] bodyBytes) {
    head = headBytes;
    headFrom = 0;
    headLength = headBytes.length;
    body = bodyBytes;
    bodyFrom = 0;
    bodyLength = bodyBytes.length;
    owned = true;
  }

  /** Nobody is interested, and nothing of it has to be looked at before that is known. */
  boolean isForNobody() {
    Match known = match;
    return headLength == 0 && known != null && known.isEmpty() && !known.isStale();
  }

  /** It has come whole and goes to nobody, even if somebody becomes interested just now: its payload was passed over. */
  void leaveUnread() {
    unread = true;
    body = NOTHING;
  }

  boolean isUnread() {
    return unread;
  }

  /** Who is interested: as it was when the message was announced, unless that changed. */
  Match match(Router router) {
    Match known = match;
    return known == null || known.isStale() ? router.match(subject) : known;
  }

  boolean hasReply() {
    return replyLength != NO_REPLY;
  }

  @Nullable
  String replyText() {
    return replyLength == NO_REPLY ? null : new String(reply, 0, replyLength, StandardCharsets.ISO_8859_1);
  }

  /** Until when its publisher waits for room, on all links together. */
  long roomDeadline(Duration patience) {
    if (roomDeadlineNanos == 0) {
      roomDeadlineNanos = System.nanoTime() + patience.toNanos();
    }
    return roomDeadlineNanos;
  }

  int totalLength() {
    return headLength + bodyLength;
  }

  @Nullable
  LeafLink link() {
    return origin instanceof LeafLink link ? link : null;
  }

  private static final byte[] MSG = "MSG ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HMSG = "HMSG ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LMSG = "LMSG ".getBytes(StandardCharsets.US_ASCII);

  /** The line for a client: {@code MSG subject sid [reply] size}, or {@code HMSG} with two sizes where it takes headers and has some. */
  MessageLine lineFor(byte[] sid, boolean takesHeaders) {
    boolean withHead = takesHeaders && headLength > 0;
    AckReply ack = AckReply.of(this);
    if (sharedLength == 0 || sharedWithHead != withHead) {
      line.cutTo(0).add(withHead ? HMSG : MSG);
      if (ack == null) {
        line.add(subjectBytes);
      } else {
        line.add(ack.subject());
      }
      line.add(' ');
      sharedLength = line.length();
      sharedWithHead = withHead;
    }
    line.cutTo(sharedLength).add(sid).add(' ');
    if (ack != null) {
      line.add(ack.reply()).add(' ');
    } else if (replyLength != NO_REPLY) {
      line.add(reply, replyLength).add(' ');
    }
    return sizes(withHead);
  }

  /** The line for a leafnode peer. */
  MessageLine lineFor(List<String> groups, boolean takesHeaders) {
    boolean withHead = takesHeaders && headLength > 0;
    sharedLength = 0;
    line.cutTo(0).add(withHead ? HMSG : LMSG).add(subjectBytes).add(' ');
    if (!groups.isEmpty()) {
      line.add(replyLength == NO_REPLY ? '|' : '+').add(' ');
    }
    if (replyLength != NO_REPLY) {
      line.add(reply, replyLength).add(' ');
    }
    for (String group : groups) {
      line.add(group).add(' ');
    }
    return sizes(withHead);
  }

  private MessageLine sizes(boolean withHead) {
    if (withHead) {
      line.add(headLength).add(' ').add(totalLength());
    } else {
      line.add(bodyLength);
    }
    return line.add('\r').add('\n');
  }

  /**
   * As handlers of the Bus see it; made once for all of them. Null when subject or reply are none that a {@link Message} can have:
   * peers may publish to {@code foo.*}, which means nothing to a handler.
   */
  @Nullable
  Delivery delivery() {
    if (delivery == null && !undeliverable) {
      try {
        delivery = newDelivery();
      } catch (IllegalArgumentException notAMessage) {
        undeliverable = true;
      }
    }
    return delivery;
  }

  private Delivery newDelivery() {
    Headers headers = headLength == 0 ? Headers.NONE : Headers.parse(head, headFrom, headLength);
    boolean whole = owned && bodyFrom == 0 && bodyLength == body.length;
    byte[] payload = whole ? body : Arrays.copyOfRange(body, bodyFrom, bodyFrom + bodyLength);
    LeafLink link = link();
    AckReply ack = AckReply.of(this);
    String shownSubject = ack == null ? subject : ack.subject();
    String shownReply = ack == null ? replyText() : ack.reply();
    var message = new Message(Subjects.fromWire(shownSubject),
        shownReply == null ? null : Subjects.fromWire(shownReply),
        headers, payload);
    return new Delivery(message, link == null ? null : link.id(), link == null ? null : link.peerKey());
  }

  /** Receivers may rely on it: clients break on a header block that is none. */
  boolean hasSoundHead() {
    int end = headFrom + headLength;
    return headLength == 0 || (headLength >= HEAD_START.length + 4
        && Arrays.equals(head, headFrom, headFrom + HEAD_START.length, HEAD_START, 0, HEAD_START.length)
        && head[end - 1] == '\n' && head[end - 2] == '\r' && head[end - 3] == '\n' && head[end - 4] == '\r');
  }

  /**
   * A JetStream delivery that crossed a leafnode link: the reply {@code $JS.ACK.….N@SUBJECT} carries the subject that local
   * subscribers are to see, while the subject on the wire is the consumer's inbox.
   */
  record AckReply(String subject, String reply) {
    private static final String PREFIX = "$JS.ACK.";
    private static final int DOTS_BEFORE_SUBJECT = 8;

    static @Nullable AckReply of(Publication publication) {
      if (publication.replyLength <= PREFIX.length() || publication.reply[0] != '$'
          || !(publication.origin instanceof LeafLink)) {
        return null;
      }
      String reply = String.valueOf(publication.replyText());
      if (!reply.startsWith(PREFIX)) {
        return null;
      }
      int dots = 0;
      for (int i = 0; i < reply.length(); i++) {
        char c = reply.charAt(i);
        if (c == '.') {
          dots++;
        } else if (c == '@' && dots >= DOTS_BEFORE_SUBJECT) {
          return i + 1 < reply.length() ? new AckReply(reply.substring(i + 1), reply.substring(0, i)) : null;
        }
      }
      return null;
    }
  }
}

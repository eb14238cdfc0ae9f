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
 * A message on its way through the router, from one origin to all that get it. Subject and reply have one char per byte of the
 * wire.
 *
 * <p>Header block and payload lie in two ranges. Those of a message that was read with others in one buffer are lent: whoever keeps
 * them past the call copies them. Those of a large message and of the Bus are {@code owned}: they never change, and are kept by
 * reference.
 */
final class Publication {
  private static final byte[] NOTHING = new byte[0];
  private static final byte[] HEAD_START = "NATS/1.0".getBytes(StandardCharsets.US_ASCII);

  /** Where a message came from. */
  sealed interface Origin permits ClientConnection, LeafLink, FromBus {}

  /** The process itself; {@code only} restricts the message to those links. */
  record FromBus(@Nullable Set<LinkId> only) implements Origin {
    static final FromBus ANYWHERE = new FromBus(null);
  }

  final Origin origin;
  final String subject;
  final @Nullable String reply;
  /** Queue groups to serve, as a leafnode peer lists them; empty for other origins, which serve all. */
  final List<String> queues;
  byte[] head = NOTHING;
  int headFrom;
  int headLength;
  byte[] body = NOTHING;
  int bodyFrom;
  int bodyLength;
  boolean owned;

  private @Nullable Delivery delivery;
  private boolean undeliverable;
  private long roomDeadlineNanos;

  Publication(Origin origin, String subject, @Nullable String reply, List<String> queues) {
    this.origin = origin;
    this.subject = subject;
    this.reply = reply;
    this.queues = queues;
  }

  /** A message of this process. */
  static Publication of(Message message, byte[] headers, FromBus origin) {
    @Nullable
    String reply = message.reply();
    var publication = new Publication(origin, Subjects.toWire(message.subject()),
        reply == null ? null : Subjects.toWire(reply), List.of());
    publication.head = headers;
    publication.headLength = headers.length;
    publication.body = message.payload();
    publication.bodyLength = message.payload().length;
    publication.owned = true;
    publication.delivery = new Delivery(message, null, null);
    return publication;
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
    String shownReply = ack == null ? reply : ack.reply();
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
      String reply = publication.reply;
      if (reply == null || !(publication.origin instanceof LeafLink) || !reply.startsWith(PREFIX)) {
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

package io.edgesync.mesh.broker;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How messages go out on one link: in lines that every peer takes, and only while it keeps up. Any thread. */
final class LeafSending {
  private static final Logger LOG = LoggerFactory.getLogger(LeafSending.class);
  /** Newer servers close a link on whose lines there is more than 64 KiB. */
  private static final int LINE_BYTES_MAX = 60_000;
  /** So long that the link gets rid of more than comes meanwhile, and not so long that PINGs stay unanswered. */
  private static final long STALL_MILLIS_MAX = 1000;

  private final LeafLink link;

  LeafSending(LeafLink link) {
    this.link = link;
  }

  /**
   * Sends one copy. Where the names of the groups do not fit into a line that every peer takes, several with a part of them each: all of
   * them if the peer wants the message for groups only, else what fits, because each copy would reach its plain subscribers.
   *
   * @param queues groups that the peer is to serve
   * @param plain it has plain interest, too
   */
  void send(Publication publication, List<String> queues, boolean plain) {
    if (!hasRoomFor(publication)) {
      return;
    }
    boolean withHead = link.peer().headers();
    if (publication.lineFor(queues, withHead).length() > LINE_BYTES_MAX) {
      sendInParts(publication, queues, plain);
      return;
    }
    link.grantAnswer(publication);
    link.out.append(publication, withHead);
  }

  private void sendInParts(Publication publication, List<String> queues, boolean plain) {
    int half = queues.size() / 2;
    if (half == 0) {
      LOG.warn("message not sent, its line would be longer than {} bytes peer={}", LINE_BYTES_MAX,
          link.remoteAddress());
      return;
    }
    send(publication, queues.subList(0, half), plain);
    if (!plain) {
      send(publication, queues.subList(half, queues.size()), false);
    }
  }

  /**
   * Publishers of this process wait for room; a client that publishes too fast is not read for a while. Another link is read on,
   * whatever it brings: it carries what others want, too.
   *
   * @return false when there was no room in time
   */
  private boolean hasRoomFor(Publication publication) {
    long mark = link.node.limits().linkHighWaterBytes();
    if (link.out.pendingBytes() <= mark) {
      return true;
    }
    if (publication.origin instanceof Connection from) {
      if (from instanceof ClientConnection publisher) {
        publisher.stall(link.out, mark / 2, STALL_MILLIS_MAX);
      }
      return true;
    }
    try {
      if (link.out.awaitRoom(mark, publication.roomDeadline(link.node.limits().writeDeadline()))) {
        return true;
      }
      link.cut("slow consumer: no room within the write deadline", CloseReason.SLOW_CONSUMER_WRITE_DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}

package io.edgesync.mesh.broker;

import io.edgesync.mesh.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client's {@code SUB}. */
final class ClientSubscription extends LocalInterest {
  private final ClientConnection client;
  private final ClientSubscriptions siblings;
  private final Session session;
  private final String sid;
  private final byte[] sidBytes;
  private final AtomicLong delivered = new AtomicLong();
  /** Messages after which it ends, 0 for never. Written on the client's loop, read by deliverers. */
  private volatile long deliveredMax;
  /** Set on the client's loop, read by deliverers that still hold an old match. */
  private volatile boolean closed;

  /** @param siblings all of the client, which is told when this one ends by itself */
  ClientSubscription(ClientConnection client, ClientSubscriptions siblings, Session session, String subject,
      @Nullable String queue, String sid) {
    super(subject, queue);
    this.client = client;
    this.siblings = siblings;
    this.session = session;
    this.sid = sid;
    this.sidBytes = sid.getBytes(StandardCharsets.ISO_8859_1);
  }

  long bytes() {
    return bytes(pattern(), queue(), sid);
  }

  ClientConnection client() {
    return client;
  }

  String sid() {
    return sid;
  }

  byte[] sidBytes() {
    return sidBytes;
  }

  Session session() {
    return session;
  }

  @Override
  boolean takes(String subject) {
    return session.mayReceive(subject, queue());
  }

  @Override
  SubscriptionStatus status(String account) {
    return new SubscriptionStatus(account, shownSubject(), shownQueue(), Subjects.fromWire(sid), delivered.get(),
        client.number);
  }

  void close() {
    closed = true;
  }

  /** Ends it behind the {@code max}-th message; true when it has had that many already, and so is over. */
  boolean endAfter(long max) {
    deliveredMax = max;
    return delivered.get() >= max;
  }

  @Override
  boolean deliver(Publication publication) {
    if (closed || !client.wants(publication)) {
      return false;
    }
    long max = deliveredMax;
    long count = delivered.incrementAndGet();
    if (max > 0 && count > max) {
      return false;
    }
    session.delivering(publication);
    client.write(this, publication);
    if (max > 0 && count == max) {
      siblings.end(this);
    }
    return true;
  }
}

package io.edgesync.mesh.broker;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.NoRespondersException;
import io.edgesync.mesh.PayloadTooLargeException;
import io.edgesync.mesh.PendingRequests;
import io.edgesync.mesh.Subscription;
import io.edgesync.mesh.subject.SubjectTrie;
import io.edgesync.mesh.subject.Subjects;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Bus inside the broker. Requests share one wildcard inbox, announced before the first link is up, so that a request costs no
 * change of interest.
 */
final class LocalBus implements Bus {
  private static final String CLOSED = "the broker is closed";

  private final Node node;
  private final Set<BusSubscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final PendingRequests requests;
  private final Answers answers;
  /** Set by close, read by every caller. */
  private volatile boolean closed;

  /** Where the answers to requests come in; completes the request on the thread that routes. */
  private final class Answers extends LocalInterest {
    Answers(String subject) {
      super(subject, null);
    }

    @Override
    boolean deliver(Publication publication) {
      Delivery delivery = publication.delivery();
      if (delivery != null) {
        requests.answer(delivery);
      }
      return true;
    }
  }

  LocalBus(Node node) {
    this.node = node;
    this.requests = new PendingRequests(node.options().inboxPrefix());
    this.answers = new Answers(Subjects.toWire(requests.subject()));
    node.router().add(answers);
  }

  @Override
  public Subscription subscribe(String subject, @Nullable String queue, int pendingMax, Consumer<Delivery> handler) {
    Subjects.requireSubscribable(subject);
    if (subject.chars().filter(c -> c == '.').count() >= SubjectTrie.TOKENS_MAX) {
      throw new IllegalArgumentException("a subject has at most " + SubjectTrie.TOKENS_MAX + " tokens: " + subject);
    }
    if (queue != null) {
      Subjects.requireReply(queue);
    }
    requireOpen();
    var subscription = new BusSubscription(node.router(), subject, queue, pendingMax,
        node.limits().subscriberPendingBytesMax(), handler, subscriptions::remove);
    subscriptions.add(subscription);
    subscription.start();
    if (closed) {
      subscription.close();
      requireOpen();
    }
    return subscription;
  }

  @Override
  public void publish(Message message) {
    route(message, Publication.FromBus.ANYWHERE);
  }

  @Override
  public void publish(Message message, Set<LinkId> only) {
    route(message, new Publication.FromBus(Set.copyOf(only)));
  }

  private boolean route(Message message, Publication.FromBus origin) {
    requireOpen();
    byte[] headers = message.headers().encode();
    int bytes = headers.length + message.payload().length;
    int bytesMax = node.limits().payloadBytesMax();
    if (bytes > bytesMax) {
      throw new PayloadTooLargeException(message.subject(), bytes, bytesMax);
    }
    return node.router().route(Publication.of(message, headers, origin));
  }

  @Override
  public Delivery request(Message message, Duration patience)
      throws InterruptedException, NoRespondersException, TimeoutException {
    return requests.request(message, patience, asked -> route(asked, Publication.FromBus.ANYWHERE));
  }

  @Override
  public String newInbox() {
    return requests.newInbox();
  }

  @Override
  public int maxPayloadBytes() {
    int smallest = node.limits().payloadBytesMax();
    for (LeafLink link : node.router().links()) {
      int theirs = link.peer().maxPayloadBytes();
      if (theirs > 0) {
        smallest = Math.min(smallest, theirs);
      }
    }
    return smallest;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(CLOSED);
    }
  }

  /** Ends all subscriptions and fails the requests that wait. */
  void close() {
    closed = true;
    node.router().remove(answers);
    requests.end(CLOSED);
    List<BusSubscription> all = List.copyOf(subscriptions);
    all.forEach(BusSubscription::interrupt);
    all.forEach(BusSubscription::close);
  }
}

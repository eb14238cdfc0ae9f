package io.edgesync.mesh.broker;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.NoRespondersException;
import io.edgesync.mesh.PayloadTooLargeException;
import io.edgesync.mesh.Subscription;
import io.edgesync.mesh.subject.SubjectTrie;
import io.edgesync.mesh.subject.Subjects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Bus inside the broker. Requests share one wildcard inbox, announced before the first link is up, so that a request costs no
 * change of interest.
 */
final class LocalBus implements Bus {
  private static final int NO_RESPONDERS = 503;

  private final Node node;
  private final Set<BusSubscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final Map<String, CompletableFuture<Delivery>> requests = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final String inbox;
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
      CompletableFuture<Delivery> request = delivery == null ? null : requests.remove(publication.subject);
      if (request != null) {
        request.complete(delivery);
      }
      return true;
    }
  }

  LocalBus(Node node) {
    this.node = node;
    this.inbox = Subjects.toWire(node.options().inboxPrefix()) + "." + RandomToken.next() + ".";
    this.answers = new Answers(inbox + "*");
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
    String reply = inbox + numbers.incrementAndGet();
    var answer = new CompletableFuture<Delivery>();
    requests.put(reply, answer);
    try {
      if (!route(message.withReply(Subjects.fromWire(reply)), Publication.FromBus.ANYWHERE)) {
        throw new NoRespondersException(message.subject());
      }
      Delivery delivery = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (delivery.headers().status() == NO_RESPONDERS && delivery.payload().length == 0) {
        throw new NoRespondersException(message.subject());
      }
      return delivery;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker is closed", e);
    } catch (TimeoutException e) {
      var named = new TimeoutException("no answer on " + message.subject() + " within " + patience.toMillis() + " ms");
      named.initCause(e);
      throw named;
    } finally {
      requests.remove(reply);
    }
  }

  @Override
  public String newInbox() {
    // Two tokens deeper than the inbox of requests, which therefore does not hear it.
    return Subjects.fromWire(inbox) + "s." + numbers.incrementAndGet();
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
      throw new IllegalStateException("the broker is closed");
    }
  }

  /** Ends all subscriptions and fails the requests that wait. */
  void close() {
    closed = true;
    node.router().remove(answers);
    for (CompletableFuture<Delivery> request : requests.values()) {
      request.completeExceptionally(new IllegalStateException("the broker is closed"));
    }
    List<BusSubscription> all = List.copyOf(subscriptions);
    all.forEach(BusSubscription::interrupt);
    all.forEach(BusSubscription::close);
  }
}

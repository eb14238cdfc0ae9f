package io.edgesync.mesh;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one Bus that wait for an answer. They share one wildcard {@link #subject}, so that a request costs no change of
 * interest; the Bus subscribes to it and gives what comes to {@link #answer}, which never waits. Thread-safe.
 */
public final class PendingRequests {
  private static final int NO_RESPONDERS = 503;
  private static final int TOKEN_BYTES = 16;

  private final String inbox;
  private final Map<String, CompletableFuture<Delivery>> requests = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  /** Why there are no more answers; null until there are none. Set by {@link #end}, read by whoever asks. */
  private volatile @Nullable String over;

  public PendingRequests(String inboxPrefix) {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    this.inbox = inboxPrefix + "." + HexFormat.of().formatHex(token) + ".";
  }

  public String subject() {
    return inbox + "*";
  }

  /** A subject that nobody else uses; {@link #subject} does not match it, being a token shorter. */
  public String newInbox() {
    return inbox + "s." + numbers.incrementAndGet();
  }

  /**
   * Sends the message with a reply subject of its own and waits for the first answer.
   *
   * @param send gives false when nobody was there to send to
   * @throws NoRespondersException when nobody was there, or the answer says so
   * @throws IllegalStateException when no answers come any more, with what {@link #end} was told
   */
  public Delivery request(Message message, Duration patience, Predicate<Message> send)
      throws InterruptedException, NoRespondersException, TimeoutException {
    String reply = inbox + numbers.incrementAndGet();
    var answer = new CompletableFuture<Delivery>();
    requests.put(reply, answer);
    try {
      if (!send.test(message.withReply(reply))) {
        throw new NoRespondersException(message.subject());
      }
      String why = over;
      if (why != null) {
        throw new IllegalStateException(why);
      }
      Delivery delivery = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (delivery.headers().status() == NO_RESPONDERS && delivery.payload().length == 0) {
        throw new NoRespondersException(message.subject());
      }
      return delivery;
    } catch (ExecutionException e) {
      throw new IllegalStateException(over, e);
    } catch (TimeoutException e) {
      var named = new TimeoutException("no answer on " + message.subject() + " within " + patience.toMillis() + " ms");
      named.initCause(e);
      throw named;
    } finally {
      requests.remove(reply);
    }
  }

  /** Whoever waits for it has it now; what nobody waits for any more is dropped. */
  public void answer(Delivery delivery) {
    CompletableFuture<Delivery> request = requests.remove(delivery.subject());
    if (request != null) {
      request.complete(delivery);
    }
  }

  /** Fails the requests that wait, and all later ones. */
  public void end(String why) {
    over = why;
    for (CompletableFuture<Delivery> request : requests.values()) {
      request.completeExceptionally(new IllegalStateException(why));
    }
  }
}

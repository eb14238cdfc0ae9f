package io.edgesync.mesh;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publish, subscribe and request inside this process and, through the links of the broker behind it, across the mesh. Delivery is
 * core NATS: at most once, in publish order per publisher and subscriber, no storage.
 *
 * <p>Thread-safe. Once {@link #subscribe} has returned, the interest is announced on every link ahead of whatever this process
 * publishes afterwards, so that a reply to a request cannot overtake the interest in it.
 */
public interface Bus {

  /** Messages a subscriber may have waiting when the caller has no better number. */
  int PENDING_MESSAGES = 4096;

  /**
   * Receives what is published to {@code subject}, which may hold wildcards ({@code *} one token, {@code >} the rest). The handler
   * runs on one virtual thread of this subscription, one delivery at a time, in order; it may block. What it throws is logged and
   * costs that delivery only.
   *
   * @param queue queue group, of which one member gets each message; null for a plain subscription
   * @param pendingMax messages that may wait for the handler; beyond it (and beyond the broker's byte limit per subscriber) new
   *        ones are dropped for this subscriber and counted in {@link Subscription#dropped()}
   * @throws IllegalArgumentException when the subject or the queue is not valid
   * @throws IllegalStateException when the broker is closed
   */
  Subscription subscribe(String subject, @Nullable String queue, int pendingMax, Consumer<Delivery> handler);

  /** A plain subscription with {@link #PENDING_MESSAGES} of room. */
  default Subscription subscribe(String subject, Consumer<Delivery> handler) {
    return subscribe(subject, null, PENDING_MESSAGES, handler);
  }

  /**
   * Publishes to all interest, here and over links. Blocks while a link that is to carry the message has more than the broker's
   * high-water mark waiting to be written; a link that makes no room within the broker's write deadline is cut as a slow consumer
   * and does not get the message. An interrupt ends the wait, leaves the message out on the congested links, and stays set.
   *
   * @throws PayloadTooLargeException when headers and payload exceed {@link #maxPayloadBytes()} of this broker
   * @throws IllegalStateException when the broker is closed
   */
  void publish(Message message);

  /**
   * Publishes to interest behind the given links only: no subscriber of this process and no client sees it. Links that are gone or
   * not interested are passed over. Blocks and throws as {@link #publish(Message)}.
   */
  void publish(Message message, Set<LinkId> only);

  /**
   * Publishes with a fresh inbox as reply subject (the message's own reply is replaced) and waits for the first answer.
   *
   * @throws NoRespondersException at once when nobody, here or behind a link, is interested in the subject
   * @throws TimeoutException when no answer came within {@code patience}
   */
  Delivery request(Message message, Duration patience)
      throws InterruptedException, NoRespondersException, TimeoutException;

  /** A subject nobody else uses, below this node's inbox prefix. The caller subscribes to it. */
  String newInbox();

  /**
   * The largest headers and payload together that get across: the broker's own limit, or the smallest that a link which is up
   * stated, if that is less.
   */
  int maxPayloadBytes();
}

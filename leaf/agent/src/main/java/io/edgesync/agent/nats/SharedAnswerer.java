package io.edgesync.agent.nats;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.PayloadTooLargeException;
import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.ProtocolException;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one project on the subject that we share with Go EdgeSync: one compressed message each way, never an empty one (Go
 * takes that for "handler failed"), never above {@code max_payload} (Go would wait in vain). Of what does not fit, an asker gets
 * the rest in later rounds; an artifact that fits into no message is refused by name.
 */
public final class SharedAnswerer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SharedAnswerer.class);

  /** What else there is to say, paths and the like, is for the log. */
  private static final String NOT_ANSWERED = "the round could not be answered";
  /** What a request counts for at most. */
  private static final Duration COUNTED_MAX = Duration.ofSeconds(5);
  /** So many for each place are paid for beside the places; only beyond them the next request waits. */
  private static final int PAYING_PER_SLOT = 4;

  private final PeerEndpoint endpoint;
  private final Bus bus;
  private final String node;
  private final ProjectCode project;
  private final RoundAnswers answers;
  private final CardLimits limits;
  private final MemoryBudget budget;
  private final Semaphore slots;
  private final Semaphore paying;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final Set<Asked> asked = ConcurrentHashMap.newKeySet();

  /** A request by its bytes and where its answer goes: two such are one that came twice. */
  private record Asked(String reply, ByteBuffer body) {}

  /** Answers what {@link #take} is given; at most {@code answersMax} rounds at once. */
  public SharedAnswerer(PeerEndpoint endpoint, ProjectCode project, RoundAnswers answers, CardLimits limits,
      MemoryBudget budget, int answersMax) {
    this.endpoint = endpoint;
    this.bus = endpoint.bus();
    this.node = endpoint.node();
    this.project = project;
    this.answers = answers;
    this.limits = limits;
    this.budget = budget;
    this.slots = new Semaphore(answersMax);
    this.paying = new Semaphore(answersMax * PAYING_PER_SLOT);
  }

  /** Waits while all places are taken. A request that is being answered already needs no second answer. */
  public void take(Delivery delivery) {
    String reply = delivery.reply();
    if (reply == null || delivery.headers().first(RoundHeaders.NODE).orElse("").equals(node)
        || delivery.headers().first(RoundHeaders.FOR).isPresent()) {
      return;
    }
    Asked request = new Asked(reply, ByteBuffer.wrap(delivery.payload()));
    if (!asked.add(request)) {
      return;
    }
    try {
      slots.acquire();
    } catch (InterruptedException e) {
      asked.remove(request);
      Thread.currentThread().interrupt();
      return;
    }
    Thread thread = Thread.ofVirtual().name("answer-shared").unstarted(() -> {
      Semaphore place = slots;
      try {
        try {
          byte[] body = reply(delivery);
          answers.throttles().up().pass(body.length);
          publish(reply, body);
        } finally {
          // Once, and before it is paid for: what comes from now on is another one, though it may be the same to the byte.
          asked.remove(request);
        }
        if (paying.tryAcquire()) {
          place.release();
          place = paying;
        }
        pay(delivery.payload().length);
      } catch (InterruptedException closing) {
        publish(reply, failure("shutting down"));
      } finally {
        place.release();
        running.remove(Thread.currentThread());
      }
    });
    running.add(thread);
    thread.start();
  }

  /** It is here already, whatever it was good for: the next one waits, but not for ever. */
  private void pay(int bytes) {
    try {
      answers.throttles().down().pass(bytes, COUNTED_MAX);
    } catch (InterruptedException closing) {
      // The answer is out: a second one to the same request would be one too many.
      Thread.currentThread().interrupt();
    }
  }

  private byte[] reply(Delivery delivery) {
    int bytesMax = Math.max(1024, bus.maxPayloadBytes() - Part.HEADROOM_BYTES);
    try {
      byte[] reply = StoredForm.compress(answer(delivery, bytesMax));
      return reply.length <= bytesMax
          ? reply
          : failure("the answer of " + reply.length + " bytes exceeds one message of " + bytesMax + " bytes");
    } catch (ProtocolException e) {
      return failure(e.reason());
    } catch (RoundAnswers.InProgressException e) {
      // The asker repeats itself: an answer, not a fault of ours.
      LOG.debug("round not answered project={} reason={}", project, e.getMessage());
      return failure("busy, try again in a moment");
    } catch (RepositoryException.Busy e) {
      LOG.warn("round not answered project={} reason={}", project, e.getMessage());
      return failure("the repository is locked by another program, try again in a moment");
    } catch (RepositoryException e) {
      return notAnswered(delivery, String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failure("shutting down");
    } catch (IOException e) {
      return notAnswered(delivery, e.toString(), e);
    } catch (RuntimeException e) {
      LOG.warn("round not answered project={} subject={}", project, delivery.subject(), e);
      return failure(NOT_ANSWERED);
    }
  }

  /** Anybody may cause it again and again: where it happened is for who looks for it. */
  private byte[] notAnswered(Delivery delivery, String why, Exception cause) {
    LOG.warn("round not answered project={} reason={}", project, why);
    LOG.debug("round not answered subject={}", delivery.subject(), cause);
    return failure(NOT_ANSWERED);
  }

  private byte[] answer(Delivery delivery, int bytesMax) throws IOException, InterruptedException {
    // Compressing what does not compress adds a few bytes in the thousand.
    int textBytesMax = bytesMax - bytesMax / 1000 - 64;
    Round round = RoundHeaders.parse(delivery.headers(), project, endpoint.origin(delivery), textBytesMax,
        System.nanoTime());
    if (delivery.payload().length == 0) {
      throw new ProtocolException("", "empty message");
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    CardWriter writer = new CardWriter(text);
    try (ReceivedBody request = XferBody.receive(new ByteArrayInputStream(delivery.payload()), BodyForm.ZLIB, null,
        limits, budget); CardSource.Cards cards = answers.answer(round, request).open()) {
      for (@Nullable
      Card card = cards.next(); card != null; card = cards.next()) {
        try (Card open = card) {
          writer.write(open);
        }
      }
    }
    if (text.size() == 0) {
      writer.write(new CommentCard("nothing to say"));
    }
    return text.toByteArray();
  }

  private static byte[] failure(String why) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      new CardWriter(text).write(new ErrorCard(why));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return StoredForm.compress(text.toByteArray());
  }

  private void publish(String subject, byte[] body) {
    try {
      bus.publish(new Message(subject, null, Headers.of(RoundHeaders.NODE, node), body));
    } catch (PayloadTooLargeException e) {
      LOG.warn("reply does not fit project={} bytes={} limit={}", project, body.length, bus.maxPayloadBytes());
    } catch (IllegalStateException closing) {
      LOG.debug("reply not sent, the broker is closed project={}", project);
    }
  }

  /** Ends the answers that run. */
  @Override
  public void close() {
    for (Thread thread : running) {
      thread.interrupt();
    }
    for (Thread thread : running) {
      try {
        thread.join(Duration.ofSeconds(3));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

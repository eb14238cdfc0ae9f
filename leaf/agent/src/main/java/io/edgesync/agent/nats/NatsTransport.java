package io.edgesync.agent.nats;

import io.edgesync.mesh.Headers;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.BodyTooLargeException;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.EncodedBody;
import io.edgesync.xfer.envelope.XferBody;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Rounds to one of our own nodes, in parts. The request takes as long as the peer takes it; then the reply has to begin within the round's patience, and each
 * further part has to come within the silence limit, however long the whole takes. A slow answering side stays patient with signs of life.
 */
public final class NatsTransport implements Transport {

  private final PeerEndpoint endpoint;
  private final String node;
  private final CardLimits limits;
  private final MemoryBudget budget;
  private final ExchangeTimes times;
  private final Throttles throttles;

  /** As fast as it goes. */
  public NatsTransport(PeerEndpoint endpoint, String node, CardLimits limits, MemoryBudget budget,
      ExchangeTimes times) {
    this(endpoint, node, limits, budget, times, Throttles.NONE);
  }

  /** @param node the answering node's key */
  public NatsTransport(PeerEndpoint endpoint, String node, CardLimits limits, MemoryBudget budget,
      ExchangeTimes times, Throttles throttles) {
    this.endpoint = endpoint;
    this.node = node;
    this.limits = limits;
    this.budget = budget;
    this.times = times;
    this.throttles = throttles;
  }

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    ProjectCode project = round.project();
    if (project == null) {
      throw new TransportException.NotSent("a round over NATS needs the project code", null);
    }
    try (EncodedBody body = XferBody.encode(request, round.asker(), project, BodyForm.PLAIN)) {
      new Exchange(round, project).run(body, reply);
    } catch (IOException e) {
      throw new TransportException.NotSent("request to " + node + " could not be made: " + e.getMessage(), e);
    }
  }

  @Override
  public String peerName() {
    return node;
  }

  /** Holds nothing of its own: the endpoint is the daemon's. */
  @Override
  public void close() {}

  /** One round under way: the Bus handler feeds it, the caller's thread sends and then reads. */
  private final class Exchange implements PeerEndpoint.PartHandler {
    private final Round round;
    private final String subject;
    private final String token;
    private final String inbox;
    private final PartsIn in;
    private final PartsOut out;
    /** Written by the Bus handler, read by the caller's thread. */
    private volatile boolean nobodyThere;

    Exchange(Round round, ProjectCode project) {
      this.round = round;
      this.subject = endpoint.subjects().directed(node, project);
      this.token = endpoint.openInbox(this);
      this.inbox = endpoint.inboxSubject(token);
      this.in = new PartsIn(this::tell, times);
      Headers first = RoundHeaders.of(round, endpoint.node(), System.nanoTime());
      this.out = new PartsOut(endpoint.bus(), subject, inbox, round.id().token(), first, times);
    }

    @Override
    public void onPart(Part part) {
      switch (part) {
        case Part.Data data -> in.offer(data);
        case Part.Credit credit -> {
          in.alive();
          out.grant(credit);
        }
        case Part.Working() -> in.alive();
        case Part.Refused refused -> {
          in.fail(new PartsIn.BrokenException(refused.text(), refused));
          out.stop(refused.text());
        }
        case Part.Malformed(String why) -> {
          in.fail(new PartsIn.BrokenException(why, null));
          out.stop(why);
        }
        case Part.Cancel() -> {
          // Only an asker cancels.
        }
      }
    }

    @Override
    public String round() {
      return round.id().token();
    }

    @Override
    public void onNoResponders() {
      nobodyThere = true;
      in.fail(new PartsIn.BrokenException("nobody listens on " + subject, null));
      out.stop("nobody listens");
    }

    void run(EncodedBody body, CardSink reply) throws TransportException, InterruptedException {
      boolean done = false;
      Duration patience = round.deadline().remaining(System.nanoTime());
      try {
        send(body);
        in.begin(patience);
        read(reply);
        done = true;
      } catch (PartsIn.BrokenException e) {
        throw failure(e);
      } catch (java.io.InterruptedIOException e) {
        throw interrupted(e);
      } catch (BodyTooLargeException e) {
        throw new TransportException.TooLarge(node + ": the reply is larger than " + e.limitBytes() + " bytes",
            e.limitBytes());
      } catch (IOException e) {
        throw new TransportException.NoAnswer(node + ": " + e.getMessage(), e);
      } finally {
        endpoint.closeInbox(token);
        if (!done) {
          tell(new Part.Cancel());
        }
      }
    }

    private void send(EncodedBody body) throws IOException, InterruptedException {
      try (InputStream bytes = throttles.up().pace(body.open())) {
        out.send(bytes);
      } catch (PartsOut.StoppedException stopped) {
        // A refusal says more than the fact that the rest was not taken.
        in.throwIfBroken();
        throw stopped;
      }
    }

    private void read(CardSink reply) throws IOException, InterruptedException {
      try (CardSource.Cards cards = XferBody.stream(throttles.down().pace(in), BodyForm.PLAIN,
          limits.within(round.replyBytesMax()), budget)) {
        for (@Nullable
        Card card = cards.next(); card != null; card = cards.next()) {
          reply.accept(card);
        }
      }
      if (!in.isComplete()) {
        throw new IOException("the reply goes on after its last card");
      }
    }

    private TransportException failure(PartsIn.BrokenException broken) {
      Part.Refused refusal = broken.refusal();
      if (nobodyThere) {
        return new TransportException.NotSent(node + ": not in the mesh at the moment", broken);
      }
      if (refusal == null) {
        return new TransportException.NoAnswer(node + ": " + broken.getMessage(), broken);
      }
      if (refusal.limitBytes() > 0) {
        return new TransportException.TooLarge(node + ": " + refusal.text(), refusal.limitBytes());
      }
      return new TransportException.Refused(node + ": " + refusal.text(), refusal.code(),
          Duration.ofSeconds(Math.clamp(refusal.retryAfterSeconds(), 0, 3600)));
    }

    private InterruptedException interrupted(java.io.InterruptedIOException e) {
      boolean was = Thread.interrupted();
      InterruptedException interrupt = new InterruptedException(was ? e.getMessage() : "interrupted");
      interrupt.initCause(e);
      return interrupt;
    }

    private void tell(Part part) {
      endpoint.tell(part.toMessage(subject, inbox, round.id().token(), Headers.NONE));
    }
  }
}

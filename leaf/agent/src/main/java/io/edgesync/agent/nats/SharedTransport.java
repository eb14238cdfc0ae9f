package io.edgesync.agent.nats;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.NoRespondersException;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rounds with peers of Go EdgeSync, and on the subject that we share with them: one compressed message each way. There whoever of the
 * queue group the mesh chooses answers, so that successive rounds may meet different peers.
 */
public final class SharedTransport implements Transport {

  private final Bus bus;
  private final Function<ProjectCode, String> subjects;
  private final String peerName;
  private final String node;
  private final boolean isForGo;
  private final CardLimits limits;
  private final MemoryBudget budget;
  private final Throttles throttles;

  /** To whoever answers for a project. */
  public SharedTransport(PeerEndpoint endpoint, CardLimits limits, MemoryBudget budget, Throttles throttles) {
    this(endpoint, endpoint.subjects()::shared, endpoint.subjects().prefix() + ".*.sync", false, limits, budget,
        throttles);
  }

  /** To one peer of Go EdgeSync, by the name that it announces check-ins under. */
  public static SharedTransport directed(PeerEndpoint endpoint, String peerId, CardLimits limits, MemoryBudget budget,
      Throttles throttles) {
    return new SharedTransport(endpoint, project -> endpoint.subjects().goDirected(project, peerId), "go " + peerId,
        true, limits, budget, throttles);
  }

  /** To whoever of Go EdgeSync answers for a project: our own nodes keep silent. */
  public static SharedTransport forGo(PeerEndpoint endpoint, CardLimits limits, MemoryBudget budget,
      Throttles throttles) {
    return new SharedTransport(endpoint, endpoint.subjects()::shared, "go", true, limits, budget, throttles);
  }

  private SharedTransport(PeerEndpoint endpoint, Function<ProjectCode, String> subjects, String peerName,
      boolean isForGo, CardLimits limits, MemoryBudget budget, Throttles throttles) {
    this.bus = endpoint.bus();
    this.subjects = subjects;
    this.peerName = peerName;
    this.isForGo = isForGo;
    this.node = endpoint.node();
    this.limits = limits;
    this.budget = budget;
    this.throttles = throttles;
  }

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    ProjectCode project = round.project();
    if (project == null) {
      throw new TransportException.NotSent("a round over NATS needs the project code", null);
    }
    byte[] answer = ask(round, project, request);
    if (answer.length == 0) {
      throw new TransportException.NoAnswer(peerName() + ": the answering side failed (it sent an empty message)",
          null);
    }
    try (CardSource.Cards cards = XferBody.stream(new ByteArrayInputStream(answer), BodyForm.ZLIB,
        limits.within(round.replyBytesMax()), budget)) {
      for (@Nullable
      Card card = cards.next(); card != null; card = cards.next()) {
        reply.accept(card);
      }
    } catch (BodyTooLargeException e) {
      throw new TransportException.TooLarge(peerName() + ": the reply is larger than " + e.limitBytes() + " bytes",
          e.limitBytes());
    } catch (IOException e) {
      throw new TransportException.NoAnswer(peerName() + ": " + e.getMessage(), e);
    }
  }

  private byte[] ask(Round round, ProjectCode project, CardSource request)
      throws TransportException, InterruptedException {
    String subject = subjects.apply(project);
    byte[] body = encode(round, project, request);
    int bytesMax = bus.maxPayloadBytes() - Part.HEADROOM_BYTES;
    if (body.length > bytesMax) {
      throw new TransportException.TooLarge(
          "request of " + body.length + " bytes to " + subject + " exceeds one message of " + bytesMax + " bytes",
          bytesMax);
    }
    Duration patience = round.deadline().remaining(System.nanoTime());
    throttles.up().pass(body.length);
    long now = System.nanoTime();
    try {
      Headers headers = RoundHeaders.of(round, node, now).with(Part.ROUND, round.id().token());
      Delivery delivery = bus.request(
          new Message(subject, null, isForGo ? headers.with(RoundHeaders.FOR, RoundHeaders.GO) : headers, body),
          patience);
      throttles.down().pass(delivery.payload().length);
      return delivery.payload();
    } catch (NoRespondersException e) {
      throw new TransportException.NotSent("nobody answers on " + subject, e);
    } catch (TimeoutException e) {
      throw new TransportException.NoAnswer("no answer on " + subject + " within the round's time", e);
    }
  }

  private static byte[] encode(Round round, ProjectCode project, CardSource request)
      throws TransportException, InterruptedException {
    try (EncodedBody encoded = XferBody.encode(request, round.asker(), project, BodyForm.ZLIB);
        InputStream bytes = encoded.open()) {
      return bytes.readAllBytes();
    } catch (IOException e) {
      throw new TransportException.NotSent("request could not be made: " + e.getMessage(), e);
    }
  }

  @Override
  public String peerName() {
    return peerName;
  }

  @Override
  public void close() {}
}

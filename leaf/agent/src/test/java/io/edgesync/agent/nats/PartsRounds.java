package io.edgesync.agent.nats;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.round.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Two nodes on a Bus in memory, and rounds from the one to the other. */
final class PartsRounds implements AutoCloseable {

  static final ProjectCode PROJECT = new ProjectCode("a".repeat(40));
  static final Hash NAME = new Hash("b".repeat(64));
  static final String ANSWERING = "UANSWER";

  final MemoryBus bus = new MemoryBus(1 << 20);
  final SyncSubjects subjects = new SyncSubjects("fossil");
  final MemoryBudget budget = new MemoryBudget(256L << 20);
  final PeerEndpoint asker = new PeerEndpoint(bus, subjects, "UASKER");
  final PeerEndpoint answering = new PeerEndpoint(bus, subjects, ANSWERING);

  /** Answers each round as it was asked. */
  static CardSource echo(Round round, ReceivedBody request) {
    return request.cards();
  }

  static Round round(ProjectCode project) {
    return new Round(new RoundId("r" + System.nanoTime()), project, Principal.NOBODY,
        Deadline.after(Duration.ofSeconds(30), System.nanoTime()), Trace.NONE, 1L << 30);
  }

  /** A card that takes so many bytes, none of which can be saved. */
  static FileCard file(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(bytes).nextBytes(noise);
    return new FileCard(NAME, null, Content.of(noise));
  }

  NatsTransport transport(ExchangeTimes times, Throttles throttles) {
    return new NatsTransport(asker, ANSWERING, CardLimits.DEFAULT, budget, times, throttles);
  }

  static List<Card> exchange(NatsTransport transport, ProjectCode project, Card... request)
      throws TransportException, InterruptedException {
    List<Card> reply = new ArrayList<>();
    transport.exchange(round(project), CardSource.of(request), reply::add);
    return reply;
  }

  @Override
  public void close() {
    asker.close();
    answering.close();
  }
}

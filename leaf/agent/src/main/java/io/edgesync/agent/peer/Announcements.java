package io.edgesync.agent.peer;

import io.edgesync.agent.nats.PeerSearch;
import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.Way;
import io.edgesync.agent.nats.Ways;
import io.edgesync.agent.watch.RepositoryWatch;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Message;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.gossip.GossipEvent;
import io.edgesync.sync.gossip.GossipMessage;
import io.edgesync.sync.gossip.Hearing;
import io.edgesync.sync.presence.BeaconMessage;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Principal;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announcements of one project: sends ours, and stores what rides in those of others when they may write here.
 *
 * @param ways       is told by which domain each node is heard
 * @param authorizer whose artifacts are taken
 * @param takes      whether anything is taken at all
 */
record Announcements(ArtifactStore store, Ways ways, SyncSubjects subjects, Supplier<PeerHello> self,
    Authorizer authorizer,
    RepositoryWatch watch, Origins origins, boolean takes, CardLimits limits, MemoryBudget budget) {

  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
  /** Larger artifacts are only named. */
  private static final int RIDE_BYTES_MAX = 16 << 10;
  /** Where the server carries as much. */
  private static final int MESSAGE_BYTES_MAX = 64 << 10;

  private ProjectCode project() {
    return store.projectCode();
  }

  /** @param exceptVia the domain the artifacts came by; null for none */
  void send(List<Hash> names, @Nullable String exceptVia) {
    Map<Integer, List<byte[]>> bySize = new HashMap<>();
    for (Way way : ways.all().stream().filter(way -> way.leadsOn(exceptVia)).toList()) {
      int bytesMax = Math.min(MESSAGE_BYTES_MAX, way.bus().maxPayloadBytes());
      publish(way, exceptVia, bySize.computeIfAbsent(bytesMax, max -> GossipMessage.encode(self.get(), names, store,
          Math.min(RIDE_BYTES_MAX, max / 2), max)));
    }
    LOG.debug("announced project={} names={} except={}", project(), names.size(), exceptVia);
  }

  private void publish(Way way, @Nullable String exceptVia, List<byte[]> messages) {
    try {
      messages.forEach(message -> way.publishOn(new Message(subjects.gossip(project()), message), exceptVia));
    } catch (IllegalStateException closing) {
      LOG.debug("not announced, this way is closed project={}", project());
    }
  }

  /** Tells what is kept equal beside public artifacts. */
  void sendBeside(Map<String, String> digests) {
    List<byte[]> message = List.of(GossipMessage.encodeBeside(self.get(), digests));
    ways.all().forEach(way -> publish(way, null, message));
  }

  /** Says that the project is here to somebody who seeks it. */
  void answer(Way way, Delivery question, String digest) {
    PeerHello hello = self.get().with(PeerHello.PARTS);
    Message answer = PeerSearch.answer(question, subjects, new BeaconMessage(hello, Map.of(project(), digest), 0));
    if (answer != null) {
      way.bus().publish(answer);
    }
  }

  /** What somebody announced and we lack still; null when there is nothing, or nobody said that it was his. */
  @Nullable
  GossipEvent heed(Way way, Delivery delivery, SessionRecords records, Beside beside) {
    try (GossipMessage message = GossipMessage.read(() -> reader(delivery.payload()),
        node -> takes && !node.equals(self.get().node()))) {
      if (message == null || message.sender().node().equals(self.get().node())) {
        return null;
      }
      String node = message.sender().node();
      String via = way.domain(delivery);
      ways.heard(message.sender(), way, via);
      records.book().heard(node, via);
      String difference = beside.difference(message.beside());
      if (difference != null) {
        return new GossipEvent.Beside(node, difference, via);
      }
      if (!takes) {
        return null;
      }
      Hearing heard = watch.writing(() -> store(message, way, delivery, via, records));
      LOG.debug("announcement heard project={} peer={} names={} stored={} unknown={}", project(), node,
          message.artifacts().size(), heard.stored().size(), heard.unknown().size());
      records.book().announced(node, heard.unknown());
      return heard.unknown().isEmpty() ? null : new GossipEvent.Announced(node, heard.unknown(), via);
    } catch (IOException e) {
      LOG.debug("announcement not understood project={} error={}", project(), e.getMessage());
    } catch (RepositoryException e) {
      LOG.warn("announcement not heeded project={} error={}", project(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private Hearing store(GossipMessage message, Way way, Delivery delivery, String via, SessionRecords records) {
    String node = message.sender().node();
    boolean isProven = node.equals(delivery.originKey());
    try (Origins.Pending origin = origins.of(via)) {
      Hearing heard = Hearing.of(message, store, new Provenance(null, isProven ? node : null, null),
          () -> mayWrite(node, way, delivery), name -> records.isBlocked(node, name), origin::add);
      if (!heard.stored().isEmpty()) {
        watch.lookNow();
      }
      return heard;
    }
  }

  /** A name is proven by the link that the message came by, if that leads to its bearer. */
  private boolean mayWrite(String node, Way way, Delivery delivery) {
    Principal.Mesh origin = way.endpoint().origin(delivery);
    Principal sender = node.equals(delivery.originKey()) ? new Principal.Node(node, origin) : origin;
    return authorizer.rights(project(), sender, null).write();
  }

  private CardSource.Cards reader(byte[] payload) {
    return CardReader.ofMessage(payload, limits, budget);
  }
}

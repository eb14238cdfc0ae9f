package io.edgesync.agent.peer;

import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.Way;
import io.edgesync.agent.nats.Ways;
import io.edgesync.agent.watch.RepositoryWatch;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Message;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.gossip.Gossip;
import io.edgesync.sync.gossip.GossipEffect;
import io.edgesync.sync.gossip.GossipEvent;
import io.edgesync.sync.gossip.GossipLimits;
import io.edgesync.sync.gossip.GossipMessage;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One project among its peers: feeds the decision machine with what happens and performs what it decides. What is told to it is
 * queued and returns at once.
 */
public final class ProjectPeers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProjectPeers.class);
  private static final int NODES_MAX = GossipLimits.DEFAULT.nodesMax();
  /** What waits for a decision; beyond it others are not heard, and a later beacon tells what was missed. */
  private static final int EVENTS_MAX = 1000;

  private final ProjectCode project;
  private final Ways ways;
  private final SyncSubjects subjects;
  private final PeerHello self;
  private final ArtifactStore store;
  private final RepositoryWatch watch;
  private final PeerSessions sessions;
  private final CardLimits limits;
  private final MemoryBudget budget;
  private final Gossip machine;
  private final LinkedBlockingQueue<GossipEvent> mailbox = new LinkedBlockingQueue<>();
  /** Over what a node was heard last. */
  private final Map<String, String> viaOf = new ConcurrentHashMap<>();
  private final Set<String> nodes = ConcurrentHashMap.newKeySet();
  /** Where names came from that a session has stored and the watch has not told of yet. */
  private final Map<Hash, String> cameBy = new ConcurrentHashMap<>();
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  /**
   * Makes the project ready; {@link #start} lets it act.
   *
   * @param ways is told by which way each node is heard
   */
  public ProjectPeers(ProjectCode project, Ways ways, SyncSubjects subjects, PeerHello self, ArtifactStore store,
      RepositoryWatch watch, PeerSessions sessions, CardLimits limits, MemoryBudget budget) {
    this.project = project;
    this.ways = ways;
    this.subjects = subjects;
    this.self = self;
    this.store = store;
    this.watch = watch;
    this.sessions = sessions;
    this.limits = limits;
    this.budget = budget;
    this.machine = new Gossip(self.node(), GossipLimits.DEFAULT, RandomGenerator.getDefault());
    this.thread = Thread.ofVirtual().name("peers-" + project.hex().substring(0, 8)).unstarted(this::decide);
  }

  public void start() {
    thread.start();
  }

  String digest() {
    return watch.digest();
  }

  /** Public artifacts became available here. */
  public void stored(List<Hash> names) {
    Map<String, List<Hash>> byVia = new LinkedHashMap<>();
    for (Hash name : names) {
      String came = cameBy.remove(name);
      byVia.computeIfAbsent(came == null ? "" : came, via -> new ArrayList<>()).add(name);
    }
    byVia.forEach((via, some) -> mailbox.add(new GossipEvent.Stored(some, via.isEmpty() ? null : via)));
  }

  void beacon(String node, String theirs, Way way, @Nullable String via) {
    heard(node, way, via);
    if (mailbox.size() < EVENTS_MAX) {
      mailbox.add(new GossipEvent.Beacon(node, theirs, watch.digest()));
    }
  }

  void gone(String node) {
    nodes.remove(node);
    viaOf.remove(node);
    ways.gone(node);
    mailbox.add(new GossipEvent.Gone(node));
  }

  /** Compares with every node that was heard of, whatever it said last. */
  public void syncNow() {
    String ours = watch.digest();
    for (String node : nodes) {
      mailbox.add(new GossipEvent.Beacon(node, "asked for at " + System.nanoTime(), ours));
    }
  }

  private void heard(String node, Way way, @Nullable String via) {
    // Anybody may announce under any name.
    if (nodes.size() < NODES_MAX || nodes.contains(node)) {
      nodes.add(node);
      ways.heard(node, way);
      if (via != null) {
        viaOf.put(node, via);
      }
    }
  }

  /** Somebody announced something of this project; harmless when it comes twice. */
  public void hear(Way way, Delivery delivery) {
    try {
      GossipMessage message = GossipMessage.read(() -> reader(delivery.payload()));
      if (message == null || message.sender().node().equals(self.node())) {
        return;
      }
      List<Hash> unknown = unknown(message.names());
      LOG.debug("announcement heard project={} peer={} names={} unknown={}", project, message.sender().node(),
          message.names().size(), unknown.size());
      String via = way.via(delivery);
      heard(message.sender().node(), way, via);
      if (!unknown.isEmpty() && mailbox.size() < EVENTS_MAX) {
        mailbox.add(new GossipEvent.Announced(message.sender().node(), unknown, via));
      }
    } catch (IOException e) {
      LOG.debug("announcement not understood project={} error={}", project, e.getMessage());
    } catch (RepositoryException e) {
      LOG.warn("announcement not heeded project={} error={}", project, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CardSource.Cards reader(byte[] payload) {
    return new CardReader(new ByteArrayInputStream(payload), limits, budget);
  }

  private List<Hash> unknown(List<Hash> names) {
    List<ArtifactStore.Known> known = store.lookupAll(names);
    List<Hash> unknown = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!known.get(i).isHeld() && !known.get(i).isShunned() && !sessions.isBlocked(names.get(i))) {
        unknown.add(names.get(i));
      }
    }
    return unknown;
  }

  private void decide() {
    long wakeNanos = Long.MAX_VALUE;
    try {
      while (true) {
        GossipEvent event = wakeNanos == Long.MAX_VALUE
            ? mailbox.take()
            : mailbox.poll(wakeNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (event == null) {
          wakeNanos = Long.MAX_VALUE;
          event = new GossipEvent.Tick();
        }
        try {
          for (GossipEffect effect : machine.on(event, System.nanoTime())) {
            switch (effect) {
              case GossipEffect.Announce(List<Hash> names, String exceptVia) -> announce(names, exceptVia);
              case GossipEffect.StartSession(String node, List<Hash> wanted) -> startSession(node, wanted);
              case GossipEffect.WakeAt(long nanos) -> wakeNanos = nanos;
            }
          }
        } catch (RuntimeException e) {
          // One event that we cannot handle must not leave the project without anybody who decides.
          LOG.error("event not handled project={} event={}", project, event.getClass().getSimpleName(), e);
        }
      }
    } catch (InterruptedException closing) {
      return;
    }
  }

  private void announce(List<Hash> names, @Nullable String exceptVia) throws InterruptedException {
    Message message = new Message(subjects.gossip(project), encode(new GossipMessage(self, names)));
    try {
      for (Way way : ways.all()) {
        way.publish(message, exceptVia);
      }
      LOG.debug("announced project={} names={} except={}", project, names.size(), exceptVia);
    } catch (IllegalStateException closing) {
      LOG.debug("not announced, the broker is closed project={}", project);
    }
  }

  private static byte[] encode(GossipMessage message) throws InterruptedException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (CardSource.Cards cards = message.cards().open()) {
      CardWriter writer = new CardWriter(text);
      for (@Nullable
      Card card = cards.next(); card != null; card = cards.next()) {
        writer.write(card);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("writing to memory failed", e);
    }
    return text.toByteArray();
  }

  private void startSession(String node, List<Hash> wanted) {
    String via = viaOf.get(node);
    Thread session = Thread.ofVirtual().name("session-" + node).unstarted(() -> {
      boolean answered = false;
      int received = 0;
      Set<Hash> brought = new java.util.HashSet<>();
      try {
        PeerSessions.Ended ended = sessions.run(node, wanted, names -> {
          if (via != null) {
            brought.addAll(names);
            names.forEach(name -> cameBy.put(name, via));
          }
        });
        answered = ended.answered();
        received = ended.received();
        if (received > 0) {
          watch.lookNow();
        }
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("session failed project={} peer={}", project, node, e);
      } finally {
        running.remove(Thread.currentThread());
        cameBy.keySet().removeAll(brought);
        mailbox.add(new GossipEvent.SessionEnded(node, answered, received, watch.digest()));
      }
    });
    running.add(session);
    session.start();
  }

  /** Ends sessions and waits for them a few seconds. */
  @Override
  public void close() {
    thread.interrupt();
    List<Thread> all = new ArrayList<>(running);
    all.forEach(Thread::interrupt);
    all.add(thread);
    for (Thread each : all) {
      try {
        if (!each.join(Duration.ofSeconds(3))) {
          LOG.warn("session still running at shutdown project={} thread={}", project, each.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package io.edgesync.agent.peer;

import io.edgesync.agent.configuration.RepositorySettings;
import io.edgesync.agent.nats.PeerSearch;
import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.Way;
import io.edgesync.agent.nats.Ways;
import io.edgesync.agent.watch.RepositoryWatch;
import io.edgesync.mesh.Delivery;
import io.edgesync.repository.Repository;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.gossip.Gossip;
import io.edgesync.sync.gossip.GossipEffect;
import io.edgesync.sync.gossip.GossipEvent;
import io.edgesync.sync.gossip.GossipLimits;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One project among its peers: feeds the decision machine with what happens and performs what it decides. What is told to it is
 * queued and returns at once.
 */
public final class ProjectPeers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProjectPeers.class);
  /** What waits for a decision; beyond it others are not heard, and a later beacon tells what was missed. */
  private static final int EVENTS_MAX = 1000;
  /** All that are remembered may be gone at once, and strangers push each other out without end. */
  private static final int GONE_MAX = 20_000;

  /** Until what could not be decided is looked at again. */
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  /** Between two answers to who seeks the project. */
  private static final long ANSWER_PACE_NANOS = Duration.ofMillis(20).toNanos();

  /** Of a session. */
  private record Running(String node, boolean compares) {}

  private final ProjectCode project;
  private final RepositorySettings settings;
  private final Beside beside;
  private final Ways ways;
  private final RepositoryWatch watch;
  private final PeerSessions sessions;
  private final PeerBook book;
  private final Announcements announcements;
  private final Gossip machine;
  private final LinkedBlockingQueue<GossipEvent> mailbox = new LinkedBlockingQueue<>();
  private final Origins origins = new Origins();
  private final Map<Running, Thread> running = new ConcurrentHashMap<>();
  private final Thread thread;
  /** Of the ways' threads; one answer too many does no harm. */
  private volatile long answeredNanos = System.nanoTime() - ANSWER_PACE_NANOS;
  /** Written by who is told, before anything happens; read by the deciding thread. */
  private volatile Runnable changed = () -> {};

  /**
   * Makes the project ready; {@link #start} lets it act.
   *
   * @param ways       tells by which domain each node is heard
   * @param authorizer whose artifacts are taken from an announcement
   * @param projects   how many the daemon has as of now
   */
  public ProjectPeers(Repository repository, RepositorySettings settings, Ways ways, SyncSubjects subjects,
      Supplier<PeerHello> self, Authorizer authorizer, IntSupplier projects,
      RepositoryWatch watch, PeerSessions sessions, CardLimits limits, MemoryBudget budget) {
    this.settings = settings;
    this.project = repository.projectCode();
    this.ways = ways;
    this.watch = watch;
    this.sessions = sessions;
    this.book = sessions.records().book();
    this.announcements = new Announcements(repository.artifacts(), ways, subjects, self, authorizer, watch, origins,
        settings.direction().pulls(), limits, budget);
    this.beside = new Beside(repository, settings, book::nodesMax, announcements::sendBeside);
    this.machine = new Gossip(self.get().node(), watch.digest(), GossipLimits.DEFAULT, projects, ways::isLinkTo,
        RandomGenerator.getDefault());
    this.thread = Thread.ofVirtual().name("peers-" + project.hex().substring(0, 8)).unstarted(this::decide);
  }

  public void start() {
    thread.start();
    beside.start();
  }

  /** Something may have changed that is no public artifact. */
  public void looked() {
    beside.look();
  }

  String digest() {
    return watch.digest();
  }

  /** Whether it can be read: others hear of it only then. */
  boolean isWell() {
    return watch.trouble().isEmpty();
  }

  /** {@code action} follows each change of the digest; it must not block. */
  void onChange(Runnable action) {
    changed = action;
  }

  /** Public artifacts became available here. */
  public void stored(List<Hash> names) {
    Map<String, List<Hash>> byVia = new LinkedHashMap<>();
    for (Hash name : names) {
      String came = origins.take(name);
      byVia.computeIfAbsent(came == null ? "" : came, via -> new ArrayList<>()).add(name);
    }
    book.changed(names);
    String ours = watch.digest();
    byVia.forEach((via, some) -> mailbox.add(new GossipEvent.Stored(some, via.isEmpty() ? null : via, ours)));
    changed.run();
  }

  /** Names may have gone from the repository, or others may be wanted than before. */
  public void less() {
    book.changed(List.of());
    mailbox.add(new GossipEvent.Changed(watch.digest()));
    changed.run();
  }

  void beacon(String node, String theirs, String via) {
    beside.heard(node);
    book.beacon(node, theirs, via);
    if (mailbox.size() < EVENTS_MAX) {
      mailbox.add(new GossipEvent.Beacon(node, theirs, via));
    }
  }

  void audience(String via, int nodes) {
    mailbox.add(new GossipEvent.Audience(via, nodes));
  }

  /** The last link of a domain is gone, and with it the nodes that were heard by it. */
  public void domainDown(String via) {
    beside.forgetAll();
    book.domainDown(via);
    mailbox.add(new GossipEvent.ViaDown(via));
  }

  /** The link at whose other end a node was is gone; its domain has others. */
  public void linkDown(String node, String via) {
    mailbox.add(new GossipEvent.LinkDown(node, via));
  }

  /** Other rights are in force at a node. */
  public void rightsChanged(String node) {
    sessions.rightsChanged(node);
    if (mailbox.size() < EVENTS_MAX) {
      mailbox.add(new GossipEvent.RightsChanged(node));
    }
  }

  /** A node asked for what it may not have. */
  public void turnedAway(String node) {
    if (sessions.givesTo(node) && mailbox.size() < EVENTS_MAX) {
      mailbox.add(new GossipEvent.TurnedAway(node));
    }
  }

  void gone(String node) {
    beside.gone(node);
    book.gone(node);
    if (mailbox.size() < GONE_MAX) {
      mailbox.add(new GossipEvent.Gone(node));
    }
  }

  /** Compares with every node that was heard of, whatever it said last. */
  public void syncNow() {
    mailbox.add(new GossipEvent.CompareAll());
  }

  /** Somebody announced something of this project; harmless when it comes twice. */
  public void hear(Way way, Delivery delivery) {
    if (PeerSearch.isOne(delivery)) {
      answer(way, delivery);
      return;
    }
    GossipEvent lacking = announcements.heed(way, delivery, sessions.records(), beside);
    if (lacking != null && mailbox.size() < EVENTS_MAX) {
      mailbox.add(lacking);
    }
  }

  /** A flood of questions is answered now and then: who asks asks again. */
  private void answer(Way way, Delivery question) {
    long now = System.nanoTime();
    if (settings.direction().pushes() && now - answeredNanos >= ANSWER_PACE_NANOS) {
      answeredNanos = now;
      announcements.answer(way, question, watch.digest());
    }
  }

  private void decide() {
    long wakeNanos = 0;
    boolean wakes = false;
    try {
      while (true) {
        GossipEvent event = wakes
            ? mailbox.poll(wakeNanos - System.nanoTime(), TimeUnit.NANOSECONDS)
            : mailbox.take();
        wakes = false;
        try {
          for (GossipEffect effect : machine.on(event == null ? new GossipEvent.Tick() : event, System.nanoTime())) {
            switch (effect) {
              case GossipEffect.Announce(List<Hash> names, String exceptVia) -> {
                if (settings.direction().pushes()) {
                  announcements.send(names, exceptVia);
                }
              }
              case GossipEffect.StartSession start -> startSession(start);
              case GossipEffect.EndSession(String node, boolean compares) -> endSession(new Running(node, compares));
              case GossipEffect.WakeAt(long nanos) -> {
                wakes = true;
                wakeNanos = nanos;
              }
            }
          }
        } catch (RuntimeException e) {
          // One event that we cannot handle must not leave the project without anybody who decides.
          LOG.error("event not handled project={} event={}", project, event, e);
          if (!wakes) {
            // It did not come to say when it is to be asked again.
            wakes = true;
            wakeNanos = System.nanoTime() + RETRY_NANOS;
          }
        }
      }
    } catch (InterruptedException closing) {
      return;
    }
  }

  private void startSession(GossipEffect.StartSession start) {
    String node = start.node();
    String via = ways.domain(node);
    Running which = new Running(node, start.wanted().isEmpty());
    Thread session = Thread.ofVirtual().name("session-" + node).unstarted(() -> {
      PeerSessions.Ended ended = new PeerSessions.Ended(new GossipEvent.End.Failed(), 0, 0);
      try (Origins.Pending origin = origins.of(via)) {
        ended = sessions.run(start, origin::add,
            heldUp -> mailbox.add(new GossipEvent.Progressed(node, which.compares(), heldUp)));
        if (ended.received() > 0) {
          watch.lookNow();
        }
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("session failed project={} peer={}", project, node, e);
      } finally {
        running.remove(which, Thread.currentThread());
        mailbox.add(new GossipEvent.SessionEnded(node, which.compares(), ended.end(), ended.received(),
            ended.gave(), watch.digest()));
      }
    });
    running.put(which, session);
    session.start();
  }

  private void endSession(Running which) {
    Thread session = running.get(which);
    if (session != null) {
      LOG.debug("session broken off project={} peer={}", project, which.node());
      session.interrupt();
    }
  }

  /** Ends sessions and waits for them a few seconds. */
  @Override
  public void close() {
    beside.close();
    // Until it has ended it may start one more.
    end(List.of(thread));
    end(List.copyOf(running.values()));
  }

  private void end(List<Thread> threads) {
    threads.forEach(Thread::interrupt);
    for (Thread each : threads) {
      try {
        if (each.isAlive() && !each.join(Duration.ofSeconds(3))) {
          LOG.warn("session still running at shutdown project={} thread={}", project, each.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package io.edgesync.agent.peer;

import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.Way;
import io.edgesync.agent.nats.Ways;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.Subscription;
import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which projects this node serves and in what state, regularly and whenever a link came up, and hears the same of others. A
 * digest that differs from ours is handed to the project, which decides. A node that falls silent for several intervals is
 * forgotten.
 */
public final class Presence implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
  private static final int SILENT_INTERVALS = 5;
  /**
   * After a link came up: the other side's interest may still be on its way through hubs, and a beacon without interest goes
   * nowhere.
   */
  private static final Duration[] AFTER_LINK_UP = {Duration.ZERO, Duration.ofMillis(250), Duration.ofSeconds(1),
      Duration.ofSeconds(3)};
  private static final Duration ANSWER_PAUSE = Duration.ofMillis(100);
  /** Anybody may send beacons under any name; more than these are not heard. */
  private static final int NODES_MAX = 10_000;

  private record Moment(long nanos, boolean regular) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  private final Ways ways;
  private final SyncSubjects subjects;
  private final PeerHello self;
  private final Duration interval;
  private final Map<ProjectCode, ProjectPeers> projects;
  private final CardLimits limits;
  private final MemoryBudget budget;
  private final Map<String, Long> lastHeardNanos = new ConcurrentHashMap<>();
  private final DelayQueue<Moment> moments = new DelayQueue<>();
  private final List<Subscription> subscriptions;
  private final Thread thread;

  /** @param interval between regular beacons */
  public Presence(Ways ways, SyncSubjects subjects, PeerHello self, Duration interval,
      Map<ProjectCode, ProjectPeers> projects, CardLimits limits, MemoryBudget budget) {
    this.ways = ways;
    this.subjects = subjects;
    this.self = self;
    this.interval = interval;
    this.projects = Map.copyOf(projects);
    this.limits = limits;
    this.budget = budget;
    this.subscriptions = ways.all().stream()
        .map(way -> way.bus().subscribe(subjects.allPresence(), delivery -> hear(way, delivery))).toList();
    this.moments.add(new Moment(System.nanoTime(), true));
    this.thread = Thread.ofVirtual().name("presence").start(this::beat);
  }

  /** A link came up: whoever is behind it should hear of us soon. */
  public void linkUp() {
    for (Duration delay : AFTER_LINK_UP) {
      soon(delay);
    }
  }

  private void soon(Duration delay) {
    if (moments.size() < 100) {
      moments.add(new Moment(System.nanoTime() + delay.toNanos(), false));
    }
  }

  private void beat() {
    try {
      while (true) {
        Moment moment = moments.take();
        send();
        if (moment.regular()) {
          forgetTheSilent();
          moments.add(new Moment(System.nanoTime() + interval.toNanos(), true));
        }
      }
    } catch (InterruptedException closing) {
      return;
    } catch (IllegalStateException brokerClosed) {
      LOG.debug("presence ended, the broker is closed");
    }
  }

  private void send() {
    Map<ProjectCode, String> digests = new LinkedHashMap<>();
    projects.forEach((code, project) -> digests.put(code, project.digest()));
    Message beacon = new Message(subjects.presence(self.node()), new Beacon(self, digests).encode());
    for (Way way : ways.all()) {
      way.publish(beacon, null);
    }
  }

  private void forgetTheSilent() {
    long silentNanos = interval.multipliedBy(SILENT_INTERVALS).toNanos();
    long now = System.nanoTime();
    lastHeardNanos.forEach((node, heard) -> {
      if (now - heard > silentNanos && lastHeardNanos.remove(node, heard)) {
        LOG.info("peer gone peer={}", node);
        projects.values().forEach(project -> project.gone(node));
      }
    });
  }

  private void hear(Way way, Delivery delivery) {
    try {
      Beacon beacon = Beacon.parse(delivery.payload(), limits, budget);
      if (beacon == null || beacon.sender().node().equals(self.node())
          || !delivery.subject().equals(subjects.presence(beacon.sender().node()))) {
        return;
      }
      String node = beacon.sender().node();
      if (lastHeardNanos.size() >= NODES_MAX && !lastHeardNanos.containsKey(node)) {
        return;
      }
      if (lastHeardNanos.put(node, System.nanoTime()) == null) {
        LOG.info("peer appeared peer={} projects={}", node, beacon.digests().size());
        // It may not have heard us: our last beacon may have come before its interest in it.
        soon(ANSWER_PAUSE);
      }
      beacon.digests().forEach((code, digest) -> {
        ProjectPeers project = projects.get(code);
        if (project != null) {
          project.beacon(node, digest, way, way.via(delivery));
        }
      });
    } catch (IOException e) {
      LOG.debug("beacon not understood subject={} error={}", delivery.subject(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Falls silent; waits for a beacon that is being sent. */
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

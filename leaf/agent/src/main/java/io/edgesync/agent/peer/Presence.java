package io.edgesync.agent.peer;

import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.Way;
import io.edgesync.agent.nats.Ways;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.Subscription;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.presence.BeaconEffect;
import io.edgesync.sync.presence.BeaconEvent;
import io.edgesync.sync.presence.BeaconMessage;
import io.edgesync.sync.presence.Beacons;
import io.edgesync.sync.presence.TricklePace;
import io.edgesync.xfer.round.TokenBucket;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which projects this node serves and in what state, and hears the same of others, which the projects are told: performs what
 * {@link Beacons} decides. What is told to it is queued and returns at once.
 */
public final class Presence implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
  /** Anybody may send beacons under any name; only so many are remembered. */
  private static final int NODES_MAX = 10_000;
  /** What waits for a decision; beyond it beacons are not heard. */
  private static final int EVENTS_MAX = 1000;
  /** Until what could not be decided is looked at again. */
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Ways ways;
  private final SyncSubjects subjects;
  private final Supplier<PeerHello> self;
  private final Map<ProjectCode, ProjectPeers> projects = new ConcurrentHashMap<>();
  private final CardLimits limits;
  private final MemoryBudget budget;
  private final Beacons machine;
  private final LinkedBlockingQueue<BeaconEvent> mailbox = new LinkedBlockingQueue<>();
  /** Lines of the log about who comes and goes: a hundred at once, one a second; the thread's. */
  private final TokenBucket lines = new TokenBucket(1, Duration.ofSeconds(100), System.nanoTime());
  private final List<Subscription> subscriptions;
  private final Thread thread;

  /**
   * Serves nothing yet.
   *
   * @param self     how this node makes itself known, as of now
   * @param interval the longest between two beacons
   */
  public Presence(Ways ways, SyncSubjects subjects, Supplier<PeerHello> self, Duration interval, CardLimits limits,
      MemoryBudget budget) {
    this.ways = ways;
    this.subjects = subjects;
    this.self = self;
    this.limits = limits;
    this.budget = budget;
    this.machine = new Beacons(self.get().node(), TricklePace.upTo(interval), NODES_MAX, ways::isLinkTo,
        RandomGenerator.getDefault());
    this.subscriptions = ways.all().stream()
        .map(way -> way.bus().subscribe(subjects.allPresence(), delivery -> hear(way, delivery))).toList();
    this.thread = Thread.ofVirtual().name("presence").start(this::decide);
  }

  /** The project is served from now on; others hear of it soon. */
  public void add(ProjectCode code, ProjectPeers project) {
    projects.put(code, project);
    Runnable changed = () -> mailbox.add(new BeaconEvent.Changed(code, project.digest()));
    project.onChange(changed);
    changed.run();
  }

  /** The project is not served any more. */
  public void remove(ProjectCode code) {
    ProjectPeers project = projects.remove(code);
    if (project != null) {
      project.onChange(() -> {});
      mailbox.add(new BeaconEvent.Dropped(code));
    }
  }

  /** This node makes itself known otherwise than before: others should hear of it soon. */
  public void rightsChanged() {
    mailbox.add(new BeaconEvent.RightsChanged());
  }

  /** A link of a domain came up: whoever is behind it should hear of us soon. */
  public void domainUp(String domain) {
    mailbox.add(new BeaconEvent.DomainUp(domain, ways.all().stream().mapToInt(way -> way.audience(domain)).sum()));
  }

  /** The last link of a domain is gone. */
  public void domainDown(String domain) {
    mailbox.add(new BeaconEvent.DomainDown(domain));
  }

  private void hear(Way way, Delivery delivery) {
    try {
      BeaconMessage beacon = BeaconMessage.parse(delivery.payload(), limits, budget);
      if (beacon == null || beacon.sender().node().equals(self.get().node())
          || !delivery.subject().equals(subjects.presence(beacon.sender().node())) || mailbox.size() >= EVENTS_MAX) {
        return;
      }
      String domain = way.domain(delivery);
      ways.heard(beacon.sender(), way, domain);
      if (delivery.link() == null && way.foreignName() == null) {
        // Somebody is a client of our server: those hear us by a domain that has no links.
        mailbox.add(new BeaconEvent.DomainSeen(domain));
      }
      // A beacon names thousands of projects if its sender likes, and many of them may be waiting.
      Map<ProjectCode, String> digests = new LinkedHashMap<>(beacon.digests());
      digests.keySet().retainAll(projects.keySet());
      mailbox.add(new BeaconEvent.Heard(beacon.sender().node(), domain, digests, beacon.audience()));
    } catch (IOException e) {
      LOG.debug("beacon not understood subject={} error={}", delivery.subject(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void decide() {
    long wakeNanos = 0;
    boolean wakes = false;
    try {
      while (true) {
        BeaconEvent event = wakes
            ? mailbox.poll(wakeNanos - System.nanoTime(), TimeUnit.NANOSECONDS)
            : mailbox.take();
        wakes = false;
        List<BeaconEffect> effects;
        try {
          effects = machine.on(event == null ? new BeaconEvent.Tick() : event, System.nanoTime());
        } catch (RuntimeException e) {
          LOG.error("beacons not decided event={}", event, e);
          effects = List.of(new BeaconEffect.WakeAt(System.nanoTime() + RETRY_NANOS));
        }
        for (BeaconEffect effect : effects) {
          if (effect instanceof BeaconEffect.WakeAt(long nanos)) {
            wakes = true;
            wakeNanos = nanos;
          } else {
            performGuarded(effect);
          }
        }
      }
    } catch (InterruptedException closing) {
      return;
    }
  }

  /** One that fails must not leave the node without anybody who says and hears beacons. */
  private void performGuarded(BeaconEffect effect) {
    try {
      perform(effect);
    } catch (RuntimeException e) {
      LOG.error("beacon not handled effect={}", effect, e);
    }
  }

  private void perform(BeaconEffect effect) {
    switch (effect) {
      case BeaconEffect.Send(String domain) -> send(domain);
      case BeaconEffect.Tell(ProjectCode code, String node, String digest, String domain) -> {
        ProjectPeers project = projects.get(code);
        if (project != null) {
          project.beacon(node, digest, domain);
        }
      }
      case BeaconEffect.Audience(String domain, int nodes) ->
        projects.values().forEach(project -> project.audience(domain, nodes));
      case BeaconEffect.Appeared(String node, int served) -> {
        if (mayLog()) {
          LOG.info("peer appeared peer={} projects={}", node, served);
        }
      }
      case BeaconEffect.Gone(String node) -> {
        if (mayLog()) {
          LOG.info("peer gone peer={}", node);
        }
        ways.gone(node);
        projects.values().forEach(project -> project.gone(node));
      }
      case BeaconEffect.WakeAt _ -> {
        // The loop's own.
      }
    }
  }

  /** Anybody may come under any name, and under another one at once. */
  private boolean mayLog() {
    long now = System.nanoTime();
    boolean may = lines.pause(now).isZero();
    if (may) {
      lines.spend(1, now);
    }
    return may;
  }

  private void send(String domain) {
    PeerHello hello = self.get();
    Map<ProjectCode, String> digests = new LinkedHashMap<>();
    projects.forEach((code, project) -> {
      if (project.isWell()) {
        digests.put(code, project.digest());
      }
    });
    for (Way way : ways.all()) {
      try {
        BeaconMessage beacon = new BeaconMessage(hello, digests, way.audience(domain));
        beacon.encode(way.bus().maxPayloadBytes())
            .forEach(part -> way.publish(new Message(subjects.presence(hello.node()), part), domain));
      } catch (IllegalStateException closing) {
        LOG.debug("beacon not sent, this way is closed domain={}", domain);
      }
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

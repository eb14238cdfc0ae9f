package io.edgesync.agent.nats;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.DeliveryQueue;
import io.edgesync.mesh.Subscription;
import io.edgesync.xfer.artifact.ProjectCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node subscribes to on behalf of the projects that it holds, on one way: their announcements, and the rounds on the subjects
 * that are shared with Go EdgeSync. Up to {@value #SINGLY_MAX} projects it is each one's subjects, with more of them those of all
 * projects at once, of which what is not held here is passed over. So the interest that a hub keeps of a node does not grow with the
 * node's repositories; see ADR 5.
 *
 * <p>Each project takes what is its own from queues of its own, so that one that is busy holds up no other. Thread-safe.
 */
public final class ProjectInterest implements AutoCloseable {

  /** Beyond so many projects there is one interest for all. */
  public static final int SINGLY_MAX = 16;
  /** Rounds that may wait in one project. */
  private static final int ROUNDS_MAX = 64;
  private static final long PENDING_BYTES_MAX = 4L << 20;
  /** Longer than an announcement takes to the farthest hub, and a message back. */
  private static final Duration OVERLAP = Duration.ofSeconds(5);

  /** Takes what comes for one project, each kind on a thread of its own, one by one; may block. */
  public interface Taker {
    /** May come twice. */
    void announcement(Delivery delivery);

    /** A request; may come twice, with the same reply subject. */
    void round(Delivery delivery);
  }

  private record Wanted(String subject, @Nullable String queue) {}

  private record Place(DeliveryQueue announcements, DeliveryQueue rounds) {}

  private final Bus bus;
  private final SyncSubjects subjects;
  /** By project code. Replaced by {@link #hold}, read by the subscriptions' threads. */
  private volatile Map<String, Place> places = Map.of();
  /** This and what follows is of the methods that exclude each other. */
  private final Map<Wanted, Subscription> subscriptions = new HashMap<>();

  private final Duration overlap;
  private @Nullable Thread withdrawing;

  /** Nothing is held yet. */
  public ProjectInterest(PeerEndpoint endpoint) {
    this(endpoint, OVERLAP);
  }

  /** @param overlap how long old interest stays beside new one */
  ProjectInterest(PeerEndpoint endpoint, Duration overlap) {
    this.bus = endpoint.bus();
    this.subjects = endpoint.subjects();
    this.overlap = overlap;
  }

  /**
   * Holds these projects from now on, and no others. What comes for a project held before and afterwards reaches it, even where the
   * subscriptions change: the old ones stay for a while beside the new ones, so that a message may come twice meanwhile. Returns when
   * the new interest is announced and nothing more is handed to the projects that have gone.
   *
   * @param projects those held before keep their takers
   */
  public synchronized void hold(Map<ProjectCode, Taker> projects) {
    Map<String, Place> gone = new HashMap<>(places);
    Map<String, Place> held = new HashMap<>();
    projects.forEach((project, taker) -> {
      Place before = gone.remove(project.hex());
      held.put(project.hex(), before == null ? place(project, taker) : before);
    });
    places = Map.copyOf(held);
    end(gone);

    Set<Wanted> wanted = wanted(projects.keySet());
    wanted.forEach(each -> subscriptions.computeIfAbsent(each, this::subscribe));
    forgetWithdrawing();
    if (!wanted.containsAll(subscriptions.keySet())) {
      withdrawing = Thread.ofVirtual().name("interest-withdrawing").start(() -> withdrawLater(wanted));
    }
  }

  private void forgetWithdrawing() {
    Thread before = withdrawing;
    if (before != null) {
      before.interrupt();
      withdrawing = null;
    }
  }

  /** A request that was addressed to the old queue group may be on its way through hubs, which do not know the new one yet. */
  private void withdrawLater(Set<Wanted> wanted) {
    try {
      Thread.sleep(overlap);
    } catch (InterruptedException somethingElseIsWanted) {
      return;
    }
    withdrawBut(wanted);
  }

  private synchronized void withdrawBut(Set<Wanted> wanted) {
    if (Thread.currentThread().equals(withdrawing)) {
      Map<Wanted, Subscription> old = new HashMap<>(subscriptions);
      old.keySet().removeAll(wanted);
      old.values().forEach(Subscription::close);
      subscriptions.keySet().retainAll(wanted);
    }
  }

  private Place place(ProjectCode project, Taker taker) {
    Place place = new Place(
        new DeliveryQueue(subjects.gossip(project), Bus.PENDING_MESSAGES, PENDING_BYTES_MAX, taker::announcement),
        new DeliveryQueue(subjects.shared(project), ROUNDS_MAX, PENDING_BYTES_MAX, taker::round));
    place.announcements().start();
    place.rounds().start();
    return place;
  }

  private Set<Wanted> wanted(Set<ProjectCode> projects) {
    if (projects.size() > SINGLY_MAX) {
      return Set.of(new Wanted(subjects.allGossip(), null),
          new Wanted(subjects.allShared(), SyncSubjects.sharedQueue(projects)));
    }
    return projects.stream().flatMap(project -> Stream.of(new Wanted(subjects.gossip(project), null),
        new Wanted(subjects.shared(project), subjects.sharedQueue(project)))).collect(Collectors.toUnmodifiableSet());
  }

  private Subscription subscribe(Wanted wanted) {
    return bus.subscribe(wanted.subject(), wanted.queue(), Bus.PENDING_MESSAGES,
        wanted.queue() == null ? this::routeAnnouncement : this::routeRound);
  }

  private void routeAnnouncement(Delivery delivery) {
    Place place = places.get(subjects.project(delivery.subject()));
    if (place != null) {
      place.announcements().offer(delivery);
    }
  }

  private void routeRound(Delivery delivery) {
    Place place = places.get(subjects.project(delivery.subject()));
    if (place != null) {
      place.rounds().offer(delivery);
    }
  }

  private static void end(Map<String, Place> gone) {
    List<DeliveryQueue> queues = gone.values().stream()
        .flatMap(place -> Stream.of(place.announcements(), place.rounds())).toList();
    // One that waits for something does not make the others wait.
    queues.forEach(DeliveryQueue::interrupt);
    queues.forEach(DeliveryQueue::stopAndJoin);
  }

  /** Withdraws all interest; waits a few seconds for what is being handed over. */
  @Override
  public synchronized void close() {
    forgetWithdrawing();
    subscriptions.values().forEach(Subscription::close);
    subscriptions.clear();
    Map<String, Place> gone = places;
    places = Map.of();
    end(gone);
  }
}

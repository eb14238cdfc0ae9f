package io.edgesync.agent.goedgesync;

import io.edgesync.agent.nats.PeerEndpoint;
import io.edgesync.agent.nats.Way;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Message;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.timeline.Entry;
import io.edgesync.repository.timeline.TimelineFilter;
import io.edgesync.xfer.artifact.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells hubs of Go EdgeSync of the check-ins of one project: of new ones all, and of the newest those who came after it. A thousand nodes may see the same
 * hub come, so each waits for a random time, and who hears the same check-in meanwhile is silent. Thread-safe; only {@link #heard} blocks: it
 * reads the repository where somebody is about to be told.
 */
final class CheckinAnnouncer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CheckinAnnouncer.class);
  /** A hub pulls all that it lacks at each announcement: of more check-ins than this at once, the last ones do. */
  private static final int ANNOUNCED_AT_ONCE_MAX = 16;
  private static final Duration GREETED_AFTER = Duration.ofMillis(250);
  private static final Duration GREETED_WITHIN = Duration.ofSeconds(2);
  /** Check-ins among which the newest public one is looked for. */
  private static final int NEWEST_MAX = 100;

  /** Who may have come after the last announcement; everybody on the way where the link is null. */
  private record Newcomer(Way way, @Nullable LinkId link) {}

  /** What is about to be said to a newcomer, and from when on it counts that others say it. */
  private record Greeting(Future<?> task, long listensNanos) {}

  private final Repository repository;
  private final Collection<Way> ways;
  private final Duration listensAfter;
  private final Duration greetedWithin;
  private final Map<Newcomer, Greeting> newcomers = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread = Executors
      .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("go-announcer").factory());

  /** @param ways on which announcements are made */
  CheckinAnnouncer(Repository repository, Collection<Way> ways) {
    this(repository, ways, GREETED_AFTER, GREETED_WITHIN);
  }

  /**
   * @param listensAfter  by then a hub that was seen to come listens to all that it is to hear
   * @param greetedWithin by then it has been told
   */
  CheckinAnnouncer(Repository repository, Collection<Way> ways, Duration listensAfter, Duration greetedWithin) {
    this.repository = repository;
    this.ways = ways;
    this.listensAfter = listensAfter;
    this.greetedWithin = greetedWithin;
  }

  /** Public artifacts became available here; those that are check-ins are announced. */
  void stored(List<Hash> names) {
    if (!ways.isEmpty()) {
      schedule(() -> announce(names), 0);
    }
  }

  private void announce(List<Hash> names) {
    List<Hash> checkins;
    try {
      checkins = checkins(names);
    } catch (RepositoryException.Busy locked) {
      schedule(() -> announce(names), greetedWithin.toMillis());
      return;
    }
    for (Hash checkin : checkins) {
      ways.forEach(way -> way.bus().publish(announcement(way, checkin)));
    }
  }

  /** The last of them, in their order. */
  private List<Hash> checkins(List<Hash> names) {
    List<Hash> checkins = new ArrayList<>();
    for (Hash name : names.reversed()) {
      if (checkins.size() < ANNOUNCED_AT_ONCE_MAX && repository.timeline().checkin(name).isPresent()) {
        checkins.add(name);
      }
    }
    return checkins.reversed();
  }

  private Message announcement(Way way, Hash checkin) {
    PeerEndpoint here = way.endpoint();
    byte[] json = new CommitAnnouncement(checkin, here.node()).encode();
    return here.fromHere(new Message(here.subjects().goCommit(repository.projectCode()), json));
  }

  /** @param link by which a hub may have come; null for anywhere on that way */
  void greetSoon(Way way, @Nullable LinkId link) {
    if (ways.contains(way)) {
      long millis = ThreadLocalRandom.current().nextLong(listensAfter.toMillis(), greetedWithin.toMillis());
      newcomers.computeIfAbsent(new Newcomer(way, link), newcomer -> {
        Future<?> task = schedule(() -> greet(newcomer), millis);
        return task == null ? null : new Greeting(task, System.nanoTime() + listensAfter.toNanos());
      });
    }
  }

  private void greet(Newcomer newcomer) {
    newcomers.remove(newcomer);
    Way way = newcomer.way();
    LinkId link = newcomer.link();
    Optional<Hash> newest;
    try {
      newest = newest();
    } catch (RepositoryException.Busy locked) {
      greetSoon(way, link);
      return;
    }
    newest.map(checkin -> announcement(way, checkin)).ifPresent(announcement -> {
      if (link == null) {
        way.bus().publish(announcement);
      } else {
        way.bus().publish(announcement, Set.of(link));
      }
    });
  }

  private Optional<Hash> newest() {
    return repository.timeline().newest(NEWEST_MAX, TimelineFilter.CHECKINS).stream().map(Entry::artifact)
        .filter(checkin -> !repository.artifacts().lookup(checkin).isPrivate()).findFirst();
  }

  /** Whether what others announce matters here. */
  boolean isAboutToGreet() {
    return !newcomers.isEmpty();
  }

  /**
   * Somebody announced a check-in: whoever is reached by where that came from, and listened already, has heard it, too; all others are told
   * now.
   */
  void heard(Way way, Delivery delivery, Hash checkin) {
    long now = System.nanoTime();
    if (!isAboutToGreet() || !isNewest(checkin)) {
      return;
    }
    String domain = way.domain(delivery);
    newcomers.forEach((newcomer, greeting) -> {
      boolean hasHeard = greeting.listensNanos() - now <= 0
          && (newcomer.link() == null || way.domain(newcomer.link()).equals(domain));
      if (newcomer.way().equals(way) && hasHeard && newcomers.remove(newcomer, greeting)) {
        greeting.task().cancel(false);
        if (newcomer.link() == null) {
          way.publishOn(announcement(way, checkin), domain);
        }
      }
    });
  }

  /** False as well where the repository is locked: once too often does no harm. */
  private boolean isNewest(Hash checkin) {
    try {
      return newest().filter(checkin::equals).isPresent();
    } catch (RepositoryException.Busy locked) {
      return false;
    }
  }

  /** Null once it is closed. */
  private @Nullable Future<?> schedule(Runnable task, long millis) {
    try {
      return thread.schedule(() -> {
        try {
          task.run();
        } catch (RepositoryException.Closed | IllegalStateException closing) {
          LOG.debug("check-in not announced project={} error={}", repository.projectCode(), closing.getMessage());
        } catch (RuntimeException e) {
          LOG.error("check-in not announced project={}", repository.projectCode(), e);
        }
      }, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      return null;
    }
  }

  /** Waits a few seconds for an announcement that is being made. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(3, TimeUnit.SECONDS)) {
        LOG.warn("check-ins still announced project={}", repository.projectCode());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

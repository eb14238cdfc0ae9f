package io.edgesync.agent.goedgesync;

import io.edgesync.agent.configuration.RepositorySettings;
import io.edgesync.agent.nats.PeerEndpoint;
import io.edgesync.agent.nats.SharedAnswerer;
import io.edgesync.agent.nats.SharedTransport;
import io.edgesync.agent.nats.Way;
import io.edgesync.agent.peer.PeerSessions;
import io.edgesync.agent.watch.RepositoryWatch;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Subscription;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.rights.Authorizer;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One project among the peers of Go EdgeSync: answers rounds that are addressed to this node, pulls from a hub that announces a check-in, and polls the
 * others; its {@link CheckinAnnouncer} tells hubs of check-ins here. Who may not write here is not pulled from. Thread-safe.
 */
public final class GoPeers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GoPeers.class);
  /** Announcers that wait to be pulled from; whom we do not hear then announces again with its next check-in. */
  private static final int WAITING_MAX = 64;
  private static final int ATTEMPTS_MAX = 3;
  /** What does not fit into one message is never answered: a quarter of it is tried next. */
  private static final int GIMMES_MAX = 32;
  /** Between two polls, as Go's leaves do it. */
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Repository repository;
  private final ProjectCode project;
  private final RepositorySettings settings;
  private final Authorizer authorizer;
  private final RepositoryWatch watch;
  private final PeerSessions sessions;
  private final CardLimits limits;
  private final MemoryBudget budget;
  private final Map<Way, SharedAnswerer> answering;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final Map<String, CommitAnnouncement> waiting = new ConcurrentHashMap<>();
  private final CheckinAnnouncer announcer;
  private final ExecutorService puller = one("go-puller");
  private final ExecutorService poller = one("go-poller");

  /**
   * Makes the project ready; {@link #start} lets it act.
   *
   * @param settings   nothing is done where they grant unknown origins nothing
   * @param answering  what answers rounds, on each way
   * @param authorizer whose announcements are heeded
   */
  public GoPeers(Repository repository, RepositorySettings settings, Map<Way, SharedAnswerer> answering,
      Authorizer authorizer, RepositoryWatch watch, PeerSessions sessions, CardLimits limits, MemoryBudget budget) {
    this.repository = repository;
    this.project = repository.projectCode();
    this.settings = settings;
    this.answering = settings.grants().unknownOrigins().equals(Capabilities.NONE) ? Map.of() : answering;
    this.authorizer = authorizer;
    this.watch = watch;
    this.sessions = sessions;
    this.limits = limits;
    this.budget = budget;
    this.announcer = new CheckinAnnouncer(repository,
        settings.direction().pushes() && settings.grants().unknownOrigins().read()
            ? this.answering.keySet()
            : Set.of());
  }

  private static ExecutorService one(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofVirtual().name(name).factory());
  }

  /** Is there to be pulled from before anything is announced: a hub pulls at once. */
  public void start() {
    answering.forEach((way, rounds) -> {
      PeerEndpoint here = way.endpoint();
      subscriptions.add(way.bus().subscribe(here.subjects().goDirected(project, here.node()), rounds::take));
      subscriptions.add(way.bus().subscribe(here.subjects().goCommit(project), delivery -> hear(way, delivery)));
      greetSoon(way, null);
    });
    if (!answering.isEmpty()) {
      submit(poller, this::poll);
    }
  }

  /** Leaves and bridges tell nobody of anything: they are asked, and given, by whoever wants them to be equal. */
  private void poll() {
    Direction both = shared();
    try {
      while (both != null) {
        TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        for (Way way : answering.keySet()) {
          try {
            SyncOutcome outcome = sessions.withGo("go",
                throttles -> SharedTransport.forGo(way.endpoint(), limits, budget, throttles), both, GIMMES_MAX);
            if (outcome.traffic().received() > 0) {
              watch.nudge();
            }
          } catch (RuntimeException e) {
            LOG.debug("go peers not polled project={}", project, e);
          }
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the settings and the grant allow; null for nothing. */
  private @Nullable Direction shared() {
    boolean pulls = settings.direction().pulls() && settings.grants().unknownOrigins().write();
    boolean pushes = settings.direction().pushes() && settings.grants().unknownOrigins().read();
    return pulls ? pushes ? Direction.SYNC : Direction.PULL : pushes ? Direction.PUSH : null;
  }

  /** Public artifacts became available here, however they came. */
  public void stored(List<Hash> names) {
    announcer.stored(names);
  }

  /**
   * A hub may have come that did not hear of the last check-in: it is told soon. Does not block.
   *
   * @param link by which it is reached; null for anywhere on that way
   */
  public void greetSoon(Way way, @Nullable LinkId link) {
    announcer.greetSoon(way, link);
  }

  private void hear(Way way, Delivery delivery) {
    boolean isPulled = settings.direction().pulls() && !way.endpoint().isOurs(delivery);
    if (!isPulled && !announcer.isAboutToGreet()) {
      return;
    }
    CommitAnnouncement heard = CommitAnnouncement.parse(delivery.payload()).orElse(null);
    if (heard == null || heard.peerId().equals(way.endpoint().node())) {
      return;
    }
    if (isPulled) {
      pullSoon(way, delivery, heard);
    }
    announcer.heard(way, delivery, heard.checkin());
  }

  private void pullSoon(Way way, Delivery delivery, CommitAnnouncement heard) {
    try {
      if (!authorizer.rights(project, way.endpoint().origin(delivery), null).write()) {
        LOG.debug("check-in announced by one who may not write project={} peer={}", project, heard.peerId());
      } else if (waiting.size() < WAITING_MAX && lacks(heard) && waiting.put(heard.peerId(), heard) == null) {
        submit(puller, () -> pull(way, heard.peerId()));
      }
    } catch (RepositoryException.Busy locked) {
      // It is not said again. Each waited for the lock, so that there are few of them.
      CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS, task -> submit(puller, task))
          .execute(() -> pullSoon(way, delivery, heard));
    }
  }

  private boolean lacks(CommitAnnouncement heard) {
    return !repository.artifacts().lookup(heard.checkin()).isHeld();
  }

  private boolean mayLack(CommitAnnouncement heard) {
    try {
      return lacks(heard);
    } catch (RepositoryException.Busy locked) {
      return true;
    }
  }

  /** What is announced while this runs is pulled by the next one. */
  private void pull(Way way, String peer) {
    CommitAnnouncement announced = waiting.remove(peer);
    for (int attempt = 0; announced != null && mayLack(announced) && attempt < ATTEMPTS_MAX; attempt++) {
      try {
        SyncOutcome outcome = sessions.withGo("go " + peer,
            throttles -> SharedTransport.directed(way.endpoint(), peer, limits, budget, throttles), Direction.PULL,
            GIMMES_MAX >> (2 * attempt));
        watch.nudge();
        if (!(outcome.result() instanceof SyncOutcome.Result.Failed)) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis() << attempt);
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void submit(ExecutorService thread, Runnable task) {
    try {
      thread.execute(() -> {
        try {
          task.run();
        } catch (RepositoryException | IllegalStateException closing) {
          LOG.debug("go peers not served project={} error={}", project, closing.getMessage());
        } catch (RuntimeException e) {
          LOG.error("go peers not served project={}", project, e);
        }
      });
    } catch (RejectedExecutionException closed) {
      LOG.debug("go peers not served, the project is let go project={}", project);
    }
  }

  /** Withdraws and ends what runs; waits a few seconds for it. */
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    announcer.close();
    puller.shutdownNow();
    poller.shutdownNow();
    try {
      if (!puller.awaitTermination(3, TimeUnit.SECONDS) || !poller.awaitTermination(3, TimeUnit.SECONDS)) {
        LOG.warn("go peers still served project={}", project);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

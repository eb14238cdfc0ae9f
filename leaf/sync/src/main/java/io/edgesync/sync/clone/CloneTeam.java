package io.edgesync.sync.clone;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.NameRange;
import io.edgesync.repository.artifact.NameRanges;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneParts;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.send.PartPragma;
import io.edgesync.sync.session.Blocked;
import io.edgesync.sync.session.Traffic;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CloneCard;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several peers at work on one clone: performs what {@link Shares} decides, a thread for each peer. {@link #run} is called by the clone's thread,
 * which hears of everything else; what peers give goes into the file from their own threads.
 */
final class CloneTeam implements AutoCloseable {

  static final int PROTOCOL = 3;
  /** How often in a row a peer may put off, or give nothing. */
  private static final int VAIN_ROUNDS_MAX = 10;

  /** What a peer's thread tells the clone's. {@code lost} is null while the peer is of use. */
  private record News(String peer, Shares.@Nullable Event event, @Nullable Lost lost) {}

  /** How a peer came to be asked no more. */
  enum How {
    /** It said something wrong: it is not to be asked again. */
    WRONG,
    /** It refused: it is not to be asked again by the same login. */
    DENIED,
    /** It gave no answer in time: others are to be asked first. */
    SILENT, AWAY
  }

  /** Why a peer is not asked any more. */
  record Lost(String peer, String why, How how) {}

  private final CloneFile file;
  private final CloneParts parts;
  private final CloneRounds rounds;
  private final ProjectCode project;
  private final CloneListener listener;
  private final Shares shares;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>();
  /** Of the file itself, which no peer is to blame for; written by peers' threads before the news of it. */
  private final AtomicReference<@Nullable RepositoryException> failure = new AtomicReference<>();
  final List<Blocked> blocked = Collections.synchronizedList(new ArrayList<>());
  final List<Lost> lost = new ArrayList<>();
  private Traffic traffic;
  /** Written by the clone's thread, under the lock of {@code parts}; read by peers' threads under it. */
  private boolean isOver;

  CloneTeam(CloneFile file, CloneParts parts, CloneRounds rounds, ProjectCode project, Traffic before,
      CloneListener listener) {
    this.file = file;
    this.parts = parts;
    this.rounds = rounds;
    this.project = project;
    this.traffic = before;
    this.listener = listener;
    this.shares = new Shares(parts.gaps());
  }

  synchronized Traffic traffic() {
    return traffic;
  }

  boolean isDone() {
    return shares.isDone();
  }

  /** These are missing, too. */
  void reopen(NameRanges gaps) {
    perform(new Shares.Event.Reopened(gaps));
  }

  /**
   * Asks these, too, and goes on until all is here, or nobody is left to be asked.
   *
   * @throws RepositoryException where nothing can be stored
   */
  void run(Collection<Transport> joining) throws InterruptedException {
    for (Transport transport : joining) {
      Member member = new Member(transport);
      members.put(transport.peerName(), member);
      member.thread.start();
      perform(new Shares.Event.Joined(transport.peerName()));
    }
    while (!shares.isDone() && !shares.isStuck()) {
      News next = news.take();
      RepositoryException ours = failure.get();
      if (ours != null) {
        throw ours;
      }
      Lost gone = next.lost();
      if (gone != null) {
        lost.add(gone);
        members.remove(gone.peer());
        listener.lost(gone.peer(), gone.why());
        perform(new Shares.Event.Lost(gone.peer()));
      }
      if (next.event() != null) {
        perform(next.event());
        listener.received(traffic(), file.artifacts());
      }
    }
  }

  private void perform(Shares.Event event) {
    for (Shares.Effect effect : shares.on(event)) {
      switch (effect) {
        case Shares.Effect.Ask(String peer, NameRange range) -> member(peer, member -> member.asked.add(range));
        case Shares.Effect.Stop(String peer) -> member(peer, member -> member.isStopped = true);
      }
    }
  }

  private void member(String peer, Consumer<Member> action) {
    Member member = members.get(peer);
    if (member != null) {
      action.accept(member);
    }
  }

  /** Ends what is under way; nothing is stored afterwards. Waits for the peers' threads a few seconds. */
  @Override
  public void close() {
    synchronized (parts) {
      isOver = true;
    }
    members.values().forEach(member -> member.thread.interrupt());
    boolean interrupted = false;
    for (Member member : members.values()) {
      try {
        member.thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void count(int artifacts, long bytes, int roundsEnded) {
    traffic = new Traffic(traffic.rounds() + roundsEnded, traffic.received() + artifacts, 0,
        traffic.bytesReceived() + bytes, traffic.bytesSent() + 600L * roundsEnded);
  }

  /** One peer, and the thread that asks it. */
  private final class Member implements PartReply.Shelf {
    private final Transport transport;
    private final String name;
    private final LinkedBlockingQueue<NameRange> asked = new LinkedBlockingQueue<>();
    private final Thread thread;
    /** Written by the clone's thread, read by this one's. */
    private volatile boolean isStopped;
    private int vainRounds;

    Member(Transport transport) {
      this.transport = transport;
      this.name = transport.peerName();
      this.thread = Thread.ofVirtual().name("clone-" + name).unstarted(this::serve);
    }

    private void serve() {
      try {
        while (true) {
          NameRange range = asked.take();
          isStopped = false;
          Lost gone = ask(range);
          news.add(new News(name, gone == null ? new Shares.Event.Answered(name) : null, gone));
          if (gone != null) {
            return;
          }
        }
      } catch (InterruptedException over) {
        return;
      } catch (RepositoryException e) {
        failure.compareAndSet(null, e);
        news.add(new News(name, null, null));
      } catch (RuntimeException e) {
        news.add(new News(name, null, new Lost(name, "could not be asked: " + e, How.WRONG)));
      }
    }

    private @Nullable Lost ask(NameRange range) throws InterruptedException {
      try (PartReply reply = new PartReply(file, range, rounds.limits().artifactBytesMax(), this)) {
        TransportException failure = null;
        try {
          rounds.ask(transport, project, List.of(PartPragma.asking(range),
              new CloneCard(PROTOCOL, 1)), reply, PeerHello.STORED, PeerHello.PARTS);
        } catch (TransportException e) {
          failure = e;
        }
        count(0, reply.bytes, 1);
        return judged(reply, failure);
      }
    }

    private @Nullable Lost judged(PartReply reply, @Nullable TransportException failure) throws InterruptedException {
      CloneReply words = reply.words;
      if (words.denial != null) {
        return new Lost(name, words.denial, How.DENIED);
      }
      if (words.violation == null && words.codes != null && !words.codes.projectCode().equals(project.hex())) {
        words.violation = "expected project " + project + ", it serves another one";
      }
      if (words.violation == null) {
        // Before the last of it is on the shelf: by then the clone may be done.
        blocked.addAll(words.blocked);
      }
      try {
        reply.finish();
      } catch (PartReply.NoMoreException over) {
        // What was wanted of it is here.
      }
      if (words.violation != null) {
        return new Lost(name, words.violation, How.WRONG);
      }
      vainRounds = reply.hasNews() ? 0 : vainRounds + 1;
      if (isStopped || (failure == null && vainRounds < VAIN_ROUNDS_MAX)) {
        return null;
      }
      if (failure instanceof TransportException.Refused refused && vainRounds < VAIN_ROUNDS_MAX) {
        CloneRounds.await(refused);
        return null;
      }
      return failure == null
          ? new Lost(name, "expected artifacts, or that none are left, got neither in " + vainRounds + " rounds",
              How.WRONG)
          : new Lost(name, String.valueOf(failure.getMessage()),
              failure instanceof TransportException.NoAnswer ? How.SILENT : How.AWAY);
    }

    @Override
    public boolean wantsMore() {
      return !isStopped;
    }

    @Override
    public boolean put(List<StoredArtifact> artifacts, NameRange given) {
      synchronized (parts) {
        if (isOver) {
          artifacts.forEach(artifact -> artifact.content().close());
          return false;
        }
        parts.append(name, artifacts, given);
      }
      count(artifacts.size(), 0, 0);
      news.add(new News(name, new Shares.Event.Given(name, given), null));
      return wantsMore();
    }
  }
}

package io.edgesync.sync.clone;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.PeerText;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.session.Blocked;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.session.Traffic;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CloneCard;
import io.edgesync.xfer.card.CookieCard;
import io.edgesync.xfer.card.PushCard;
import io.edgesync.xfer.card.ReqconfigCard;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a clone. Where the project is not known yet, the first round carries no login and its error is ignored: what it is for is the
 * {@code push} card with the project code, without which nothing can be signed. Configuration is asked for once the project is known. Also where an
 * earlier run left nothing to fetch, the server has its say in a round with the login. One thread, one use.
 */
public final class CloneSession {

  private static final int PROTOCOL = 3;
  /** Of every request. */
  private static final int CARDS_AROUND = 3;
  /** How many missing artifacts are told at most. */
  private static final int MISSING_MAX = 1_000;
  /** Greater than any artifact's number: asks for nothing but whether one may. */
  private static final int BEYOND_ALL = Integer.MAX_VALUE;

  private final CloneFile file;
  private final Transport transport;
  private final CloneRequest request;
  private final SessionLimits limits;
  private final SyncClock clock;
  private final RandomGenerator random;
  private final CloneListener listener;
  private final CloneRounds rounds;
  private final CloneProgress progress;
  private final List<Blocked> blocked = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private Traffic traffic = Traffic.NONE;
  private @Nullable String cookie;
  private boolean hasOffers;
  private boolean isConfigured;

  /** @param file stays the caller's to close when {@link #run} throws */
  public CloneSession(CloneFile file, Transport transport, CloneRequest request, SessionLimits limits, SyncClock clock,
      RandomGenerator random, CloneListener listener) {
    this.file = file;
    this.transport = transport;
    this.request = request;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
    this.listener = listener;
    this.rounds = new CloneRounds(request, limits, clock, random);
    this.progress = new CloneProgress(file.artifacts(), limits.roundsMax());
  }

  /**
   * Fetches what is missing, makes the repository and fetches what the clone left open.
   *
   * @throws CloneException when the server refused, could not be reached or said something wrong; the part stays
   */
  public CloneOutcome run() throws CloneException, InterruptedException {
    try {
      // Whose numbers led to the end is not known any more: what came since the pull brings.
      hasOffers = file.nextSequence() == 0;
      while (file.nextSequence() != 0 || !isConfigured) {
        round();
      }
      boolean lacked = leaveToThePull();
      Repository repository = file.finish(request.how(), listener::rebuilding);
      boolean isComplete = !request.privateToo() && repository.artifacts().phantoms(1, false).isEmpty() && !hasOffers;
      SyncOutcome pull = isComplete ? null : pull(repository);
      List<Hash> missing = lacked ? repository.artifacts().phantoms(MISSING_MAX, false) : List.of();
      return new CloneOutcome(repository, traffic, blockedStill(repository, pull), messages, missing,
          unconfigured(), pull);
    } catch (RepositoryException e) {
      throw new CloneException(String.valueOf(e.getMessage()), false, e);
    }
  }

  /**
   * What came as a delta of something that did not come along, because it is too large here, is asked for once more. Which it was an earlier run may
   * have seen, so it is the file that tells.
   */
  private boolean leaveToThePull() {
    boolean isAny = file.parts().forgetWithoutSource() > 0;
    hasOffers |= isAny;
    return isAny;
  }

  /** What the clone itself was not given the pull may have been. */
  private List<Blocked> blockedStill(Repository repository, @Nullable SyncOutcome pull) {
    Map<Hash, Blocked> still = new LinkedHashMap<>();
    blocked.forEach(artifact -> still.putIfAbsent(artifact.name(), artifact));
    if (pull != null) {
      pull.blocked().forEach(artifact -> still.putIfAbsent(artifact.name(), artifact));
    }
    still.keySet().removeIf(name -> repository.artifacts().lookup(name).isHeld());
    return List.copyOf(still.values());
  }

  private void round() throws CloneException, InterruptedException {
    ProjectCode project = file.projectCode().orElse(request.project());
    boolean isAnonymousTrip = project == null;
    int asked = file.nextSequence();
    try (CloneReply reply = new CloneReply(file, takesConfiguration())) {
      List<Card> cards = cards(asked);
      try {
        rounds.ask(transport, project, cards, reply, PeerHello.STORED);
      } catch (TransportException e) {
        throw new CloneException(String.valueOf(e.getMessage()), false, e);
      }
      cookie = reply.cookie != null ? reply.cookie : cookie;
      hasOffers |= reply.hasOffers;
      reply.messages.stream().limit(PeerText.MESSAGES_MAX - messages.size()).forEach(messages::add);
      reply.blocked.stream().limit(CloneReply.BLOCKED_MAX - blocked.size()).forEach(blocked::add);
      boolean mayRetryWithLogin = isAnonymousTrip && request.login() != null && reply.hasProject();
      if (reply.denial != null && !mayRetryWithLogin) {
        throw new CloneException(transport.peerName() + ": " + reply.denial, true, null);
      }
      if (reply.violation != null) {
        throw new CloneException(transport.peerName() + ": " + reply.violation, false, null);
      }
      boolean isNews = project(reply);
      advance(reply, asked, isNews);
      traffic = new Traffic(traffic.rounds() + 1, traffic.received() + reply.artifacts, 0,
          traffic.bytesReceived() + reply.bytes, traffic.bytesSent() + 100L * (cards.size() + CARDS_AROUND));
      listener.received(traffic, file.artifacts());
    }
  }

  /** Notes the project that the server named; returns whether it was not known before. */
  private boolean project(CloneReply reply) throws CloneException {
    PushCard codes = reply.codes;
    if (codes == null) {
      if (file.projectCode().isEmpty()) {
        throw new CloneException(transport.peerName() + ": expected a Fossil server to name its project, it did not",
            false, null);
      }
      return false;
    }
    if (!reply.hasProject()) {
      throw new CloneException(transport.peerName() + ": expected a project code, got \""
          + PeerText.clean(codes.projectCode()) + "\"",
          false, null);
    }
    ProjectCode named = new ProjectCode(codes.projectCode());
    ProjectCode expected = file.projectCode().orElse(request.project());
    if (expected != null && !expected.equals(named)) {
      throw new CloneException(transport.peerName() + ": expected project " + expected + ", it serves " + named, false,
          null);
    }
    if (file.projectCode().isEmpty()) {
      file.start(named, codes.serverCode());
      return true;
    }
    return false;
  }

  private void advance(CloneReply reply, int asked, boolean isNews) throws CloneException {
    if (asked == 0) {
      return;
    }
    PushCard codes = reply.codes;
    if (codes != null && file.serverCode().filter(known -> !known.equals(codes.serverCode())).isPresent()) {
      reply.store(asked);
      // Sequence numbers are the server's own: from the beginning, what is here is skipped.
      file.restart(codes.serverCode());
      progress.restarted();
    } else if (reply.sequence >= 0) {
      if (reply.sequence == asked && reply.artifacts == 0) {
        throw new CloneException(transport.peerName() + ": expected artifacts from sequence number " + asked
            + ", got none and the same number again", false, null);
      }
      if (reply.sequence == 0) {
        reply.storeLast(asked);
      } else {
        reply.store(reply.sequence);
      }
    } else if (reply.denial == null && (reply.artifacts > 0 || reply.hasOffers)) {
      // A server that does not count sends everything, or its list, which the pull afterwards goes through.
      reply.store(0);
      hasOffers = true;
    } else if (!isNews) {
      String instead = reply.blocked.isEmpty()
          ? ""
          : " that is taken here: artifact "
              + reply.blocked.getFirst().name() + ": " + reply.blocked.getFirst().reason();
      throw new CloneException(transport.peerName() + ": expected artifacts from sequence number " + asked
          + ", got none" + instead, false, null);
    }
    String complaint = progress.after(file.nextSequence(), file.artifacts());
    if (complaint != null) {
      throw new CloneException(transport.peerName() + ": " + complaint, false, null);
    }
  }

  private List<Card> cards(int sequence) {
    List<Card> cards = new ArrayList<>();
    if (sequence > 0 || traffic.rounds() == 0) {
      cards.add(new CloneCard(PROTOCOL, sequence > 0 ? sequence : BEYOND_ALL));
    }
    if (cookie != null) {
      cards.add(new CookieCard(cookie));
    }
    if (file.projectCode().isPresent() && !isConfigured) {
      cards.add(new ReqconfigCard(takesConfiguration() ? "/all" : "/project"));
      isConfigured = true;
    }
    return cards;
  }

  /** What a repository was made with is not replaced. */
  private boolean takesConfiguration() {
    return request.configurator() instanceof Configurator.Server && !file.isWhole();
  }

  private @Nullable String unconfigured() {
    return switch (request.configurator()) {
      case Configurator.Server() -> null;
      case Configurator.None(String why) -> why;
      case Configurator.Node(Transport _) ->
        transport.peerName() + " gives no parts of a clone, and proves no configuration either";
    };
  }

  private SyncOutcome pull(Repository repository) throws InterruptedException {
    SyncRequest pull = SyncRequest.of(Direction.PULL, request.login()).as(request.selfNode());
    return new SyncSession(repository.artifacts(), transport, request.privateToo() ? pull.withPrivate() : pull, limits,
        clock, random, SyncListener.SILENT).run();
  }
}

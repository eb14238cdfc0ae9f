package io.edgesync.sync.answer;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.checkin.CheckinLocks;
import io.edgesync.sync.FossilVersion;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.PeerText;
import io.edgesync.sync.reconcile.RangeCards;
import io.edgesync.sync.reconcile.ReconcileException;
import io.edgesync.sync.rights.AnsweringSessions;
import io.edgesync.sync.send.Item;
import io.edgesync.sync.send.PartPragma;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.card.FossilText;
import io.edgesync.xfer.card.PragmaCard;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pragmas of one request; those that nobody knows here are ignored, as every Fossil does. */
final class PragmaCards {

  /** What Go EdgeSync's library says, in every version. */
  private static final List<String> GO_VERSION = List.of("22800", "20260315", "120000");
  private static final int LOCK_CARDS_MAX = 100;

  private final ArtifactStore store;
  private final @Nullable CheckinLocks locks;
  private final @Nullable AnsweringSessions sessions;
  private final RequestState state;
  private final UnversionedCards unversioned;
  private final LinkCards links;
  private boolean hasClusters;
  private boolean hasOpened;
  private int lockCards;

  PragmaCards(Served served, @Nullable AnsweringSessions sessions, UnversionedCards unversioned, RequestState state) {
    this.sessions = sessions;
    this.store = served.artifacts();
    this.locks = served.locks();
    this.unversioned = unversioned;
    this.links = new LinkCards(served.links(), state);
    this.state = state;
  }

  void read(PragmaCard pragma) {
    switch (pragma.name()) {
      case "client-version" -> clientVersion(pragma.arguments());
      case "send-catalog" -> state.wantsCatalog = true;
      case "send-private" -> sendPrivate();
      case "req-clusters" -> clusters();
      case "ci-lock", "ci-unlock" -> lockCard(pragma);
      case "client-url", "req-links" -> links.read(pragma);
      case "uv-hash" -> unversioned.hash(pragma.arguments());
      default -> ours(pragma);
    }
  }

  private void ours(PragmaCard pragma) {
    PeerHello.parse(pragma).ifPresent(hello -> state.peer = hello);
    PartPragma.asked(pragma).ifPresent(part -> state.part = part);
    if (sessions != null && state.peer != null && !hasOpened) {
      PragmaCard challenge = sessions.open(state.peer.node(), pragma);
      if (challenge != null) {
        hasOpened = true;
        state.said.notice(challenge);
      }
    }
    if (RangeCards.isOne(pragma)) {
      try {
        state.ranges.read(pragma);
      } catch (ReconcileException e) {
        state.fatal(PeerText.clean(String.valueOf(e.getMessage())));
      }
    }
  }

  private void sendPrivate() {
    if (state.rights.syncPrivate()) {
      state.wantsPrivate = true;
    } else {
      state.append("not authorized to sync private content");
    }
  }

  /** Every cluster, for a client whose list of what no cluster covers did not lead it to all that it lacks. */
  private void clusters() {
    if (!state.pulls || hasClusters) {
      return;
    }
    hasClusters = true;
    List<Hash> names = store.clusters().stream().filter(name -> !state.held.contains(name)).toList();
    if (!names.isEmpty()) {
      state.said.notice(new CommentCard(" sending-clusters"));
      state.said.add(new Item.Igots(names));
      state.said.notice(new CommentCard(" end-of-clusters"));
    }
  }

  /** Each costs a look at the repository, and who asks need not have any right: a client has one to say, or two. */
  private void lockCard(PragmaCard pragma) {
    if (++lockCards > LOCK_CARDS_MAX) {
      return;
    }
    if (pragma.name().equals("ci-lock")) {
      lock(pragma.arguments());
    } else {
      unlock(pragma.arguments());
    }
  }

  /** Who may not push is told who else is about to commit, and takes no lock: it could only keep others waiting. */
  private void lock(List<String> arguments) {
    if (locks == null || arguments.size() != 2 || !Hash.isHash(arguments.get(0)) || !state.rights.read()) {
      return;
    }
    Hash checkin = new Hash(arguments.get(0));
    String login = state.login == null ? "nobody" : state.login;
    boolean mayTake = state.rights.write() && Hash.isHash(arguments.get(1)) && !state.isRepeated;
    (mayTake
        ? locks.lock(checkin, arguments.get(1), login)
        : locks.heldByOthers(checkin, arguments.get(1)))
        .ifPresent(other -> state.said.notice(new PragmaCard("ci-lock-fail",
            List.of(FossilText.escape(other.login()), Long.toString(other.since())))));
    if (locks.forbidsDeltaManifests()) {
      state.said.notice(new PragmaCard("avoid-delta-manifests", List.of()));
    }
  }

  private void unlock(List<String> arguments) {
    if (locks != null && arguments.size() == 1 && Hash.isHash(arguments.getFirst())) {
      locks.unlock(arguments.getFirst());
    }
  }

  private void clientVersion(List<String> arguments) {
    state.clientVersion = number(arguments, 0);
    state.clientDate = number(arguments, 1);
    state.isGo = arguments.equals(GO_VERSION);
    if (arguments.size() >= 3) {
      state.said.notice(FossilVersion.SERVER);
    }
  }

  private static int number(List<String> arguments, int index) {
    return arguments.size() > index && arguments.get(index).matches("[0-9]{1,9}")
        ? Integer.parseInt(arguments.get(index))
        : 0;
  }
}

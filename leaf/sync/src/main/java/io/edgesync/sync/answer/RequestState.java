package io.edgesync.sync.answer;

import io.edgesync.repository.artifact.NameRange;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.reconcile.RangeCards;
import io.edgesync.sync.rights.AnsweringSessions.Verdict;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.round.Principal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request while its cards are read: who asks and with which rights, what it wants, and what is to be said to it. A fatal
 * card discards what was to be said, says its error and stops the reading. One request, one thread.
 */
final class RequestState {

  static final String MAY_NOT_READ = "not authorized to read";
  private static final int SHA3_FOSSIL = 20000;
  private static final int PRIVATE_IGOT_DATE = 20200413;

  final Asked asked;
  /** What is proven of who asks, beside a login. */
  final Principal asker;
  /** On the node that vouches for the request; null where none does. */
  final @Nullable Verdict verdict;
  /** The request was applied before: what it brings is not stored again. */
  final boolean isRepeated;
  final Said said = new Said();
  /** Names that the asker lacks, or has been offered in this reply: not to be asked of it, nor to be listed. */
  final Set<Hash> requested = new LinkedHashSet<>();
  /** Names that the asker holds. */
  final Set<Hash> held = new LinkedHashSet<>();
  /** What was too large to be taken before this request, with what was said of it. */
  Map<Hash, String> refusedBefore = Map.of();
  /** What is too large in this one. */
  final Map<Hash, String> refused = new LinkedHashMap<>();
  /** Names that the asker holds and we lack. */
  final Set<Hash> wanted = new LinkedHashSet<>();
  /** Those that it holds as private ones. */
  final Set<Hash> wantedPrivately = new LinkedHashSet<>();

  Capabilities rights = Capabilities.NONE;
  /** The user that a login card proved. */
  @Nullable
  String login;
  /** The asker's greeting when it is one of ours. */
  @Nullable
  PeerHello peer;
  int clientVersion;
  int clientDate;

  /** What the request says about the asker's set. */
  final RangeCards ranges = new RangeCards();
  /** The sets are compared by ranges, so that nothing need be listed. */
  boolean isReconciled;

  boolean pulls;
  boolean pushes;
  boolean isClone;
  /** What is to be cloned of it; null for all. */
  @Nullable
  NameRange part;
  boolean isLegacyClone;
  /** It says that it is a peer of Go EdgeSync. */
  boolean isGo;
  boolean wantsCatalog;
  /** The reply is to be proven to be ours. */
  boolean wantsSeal;
  boolean wantsPrivate;
  /** What it is told of other places, ahead of the timestamp. */
  List<PragmaCard> links = List.of();

  /** The reply is just what was said: nothing follows, not even a timestamp. */
  boolean isBare;
  int errors;
  /** The text of the last {@code error} said, empty without one. */
  String denial = "";
  private boolean isStopped;

  RequestState(Asked asked, Principal asker, @Nullable Verdict verdict, boolean isRepeated) {
    this.asked = asked;
    this.asker = asker;
    this.verdict = verdict;
    this.isRepeated = isRepeated;
  }

  /** The node that asked to read and may not; null where it may, or is none of ours. */
  @Nullable
  String turnedAway() {
    if (!denial.equals(MAY_NOT_READ)) {
      return null;
    }
    return asker instanceof Principal.Node(String key, var by) ? key : peer == null ? null : peer.node();
  }

  boolean isStopped() {
    return isStopped;
  }

  boolean knowsSha3() {
    return clientVersion >= SHA3_FOSSIL;
  }

  /** Older clients fail when they are told of something private that they did not ask for. */
  boolean knowsPrivateIgots() {
    return clientDate >= PRIVATE_IGOT_DATE;
  }

  /** From whom what the request brings came. */
  Provenance provenance() {
    LoginCard card = asked.login();
    // A proven node stands where the address does: stock Fossil shows it there. Where there is a login, it stands where there is no address.
    String address = asker instanceof Principal.Node(String key, var by) && (login == null || asked.address() == null)
        ? key
        : asked.address();
    return new Provenance(login == null ? "nobody" : login, address, card == null ? null : card.nonce());
  }

  /** Who asks, for what is remembered of him: a user wherever he is; of {@code nobody} there is one at each address, or behind each link. */
  String askerName() {
    if (login != null) {
      return login;
    }
    String address = provenance().address();
    return RefusedNames.NOBODY + (address == null && asker instanceof Principal.Mesh by ? by.link() : address);
  }

  /** What follows in the request is not read. */
  void stop() {
    isStopped = true;
  }

  /** Says an error beside what was to be said. */
  void append(String text) {
    said.notice(new ErrorCard(text));
    denial = text;
  }

  /** Says an error in place of what was to be said; what follows in the request is read nevertheless. */
  void discard(String text) {
    said.discard();
    append(text);
    errors++;
  }

  /** Says an error in place of what was to be said, and stops. */
  void fatal(String text) {
    discard(text);
    stop();
  }

  /** Says that a card is unknown, or none that a client may send. */
  void badCommand(String line) {
    said.discard();
    append("bad command: " + line + "\n");
  }
}

package io.edgesync.sync.session;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.login.LoginSigner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session is to do.
 *
 * @param login    the Fossil login to sign rounds with; null asks as {@code nobody}
 * @param wanted   artifacts that the peer announced: asked for at once, and when there are any the peer is asked for them alone, not for a list
 *                 of what it holds (peers that do not know the request answer with their list, which is harmless)
 * @param naming   how the two sides tell each other what they hold
 * @param privateToo private artifacts are asked for and offered, too
 * @param links    what is said and learned of other places; null where nothing is, as over NATS
 * @param wantedAlone the session ends with {@code wanted}, which come whole from who can give them so: what else is lacking, and what these name, another session brings
 * @param selfNode this node's name for {@link io.edgesync.sync.PeerHello}; null where the daemon's identity plays no part
 */
public record SyncRequest(Direction direction, @Nullable LoginSigner login, List<Hash> wanted,
    @Nullable String selfNode, boolean privateToo, Naming naming, @Nullable LinkExchange links, boolean wantedAlone) {

  /** How what is held becomes known. */
  public enum Naming {
    /** By lists of what no cluster covers. */
    UNCLUSTERED,
    /** By ranges: the peer is known to be one of ours. */
    RANGES,
    /** The peer may be one of ours: a first round without lists finds out, and where it is not, they follow unless it named all that we hold. */
    RANGES_IF_OURS,
    /** By lists of everything, where what is usually said was not enough. */
    CATALOGUE
  }

  public SyncRequest {
    wanted = List.copyOf(wanted);
  }

  public SyncRequest(Direction direction, @Nullable LoginSigner login, List<Hash> wanted, @Nullable String selfNode) {
    this(direction, login, wanted, selfNode, false, Naming.UNCLUSTERED, null, false);
  }

  public static SyncRequest of(Direction direction, @Nullable LoginSigner login) {
    return new SyncRequest(direction, login, List.of(), null);
  }

  /** A pull of artifacts that the peer announced. */
  public static SyncRequest directed(List<Hash> wanted, @Nullable String selfNode) {
    return new SyncRequest(Direction.PULL, null, wanted, selfNode);
  }

  public SyncRequest as(@Nullable String node) {
    return new SyncRequest(direction, login, wanted, node, privateToo, naming, links, wantedAlone);
  }

  /** The same with private artifacts. */
  public SyncRequest withPrivate() {
    return new SyncRequest(direction, login, wanted, selfNode, true, naming, links, wantedAlone);
  }

  /** The same with a peer that is known to be one of ours. */
  public SyncRequest toOneOfOurs() {
    return new SyncRequest(direction, login, wanted, selfNode, privateToo, Naming.RANGES, links, wantedAlone);
  }

  /** The same with a peer of which nothing is known. */
  public SyncRequest tryingRanges() {
    return new SyncRequest(direction, login, wanted, selfNode, privateToo, Naming.RANGES_IF_OURS, links, wantedAlone);
  }

  /** The same with everything named on both sides: stock's {@code --verily}. */
  public SyncRequest verily() {
    return new SyncRequest(direction, login, wanted, selfNode, privateToo, Naming.CATALOGUE, links, wantedAlone);
  }

  /** The same without what is lacking beside that which is wanted. */
  public SyncRequest withWantedAlone() {
    return new SyncRequest(direction, login, wanted, selfNode, privateToo, naming, links, true);
  }

  /** The same with a server that is told of us, and asked about others. */
  public SyncRequest withLinks(LinkExchange exchange) {
    return new SyncRequest(direction, login, wanted, selfNode, privateToo, naming, exchange, wantedAlone);
  }

  /** Whether the peer is known to be one of ours, and is not told by lists what ranges tell it. */
  boolean toOurs() {
    return naming == Naming.RANGES;
  }

  boolean isVerily() {
    return naming == Naming.CATALOGUE;
  }

  /** Whether a peer of ours is asked to compare sets. */
  boolean comparesRanges() {
    return wanted.isEmpty() && !isVerily();
  }

  /**
   * Whether the first round does without the list of what we hold. Who only pushes, to another Fossil, is told nothing there by which it could do
   * without for good: a round more, in which a history is not listed to those who compare by ranges.
   */
  boolean beginsWithoutLists() {
    return toOurs() || (naming == Naming.RANGES_IF_OURS && direction != Direction.PULL);
  }
}

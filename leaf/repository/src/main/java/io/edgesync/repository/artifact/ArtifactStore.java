package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.Content;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The artifacts of one project as synchronisation sees them: by name, never by rid. Callable from any thread, virtual ones
 * included; every method blocks until it is done and throws {@link io.edgesync.repository.RepositoryException}. Reads see what
 * was committed when they began; other programs may commit between any two calls.
 */
public interface ArtifactStore {

  /** How much of an artifact is here. */
  enum Presence {
    /** Nothing is known of the name. */
    ABSENT,
    /** Something refers to the name; its content is wanted. */
    PHANTOM,
    /** A delta is here whose chain of sources ends in a phantom: stored, unverified, invisible until the source comes. */
    DANGLING,
    /** The content is here. */
    HELD
  }

  /** What is known of a name. */
  record Known(Presence presence, boolean isPrivate, boolean isShunned) {
    public static final Known NOTHING = new Known(Presence.ABSENT, false, false);

    public boolean isHeld() {
      return presence == Presence.HELD;
    }
  }

  /**
   * An artifact in stored form.
   *
   * @param deltaSource   where present, the bytes are a delta on this artifact
   * @param expandedBytes size of the whole artifact
   * @param content       4 bytes big-endian size of what is inside, then a zlib stream; the receiver closes it
   */
  record StoredArtifact(Hash name, @Nullable Hash deltaSource, long expandedBytes, boolean isPrivate,
      Content content) {}

  /** Takes stored artifacts one by one, and closes their content when done with them. */
  @FunctionalInterface
  interface StoredVisitor {
    /** Returns whether it wants another one; this one is taken either way. */
    boolean visit(StoredArtifact artifact);

    /** Meets one that is too large to be read at all; the answer counts as that of {@link #visit}. */
    default boolean tooLarge(RepositoryException.TooLarge artifact) {
      throw artifact;
    }
  }

  ProjectCode projectCode();

  /** 40 hexadecimal digits that tell this repository file from its clones. */
  String serverCode();

  Known lookup(Hash name);

  /** {@link #lookup} of many names at the price of one, in the order of {@code names}. */
  default List<Known> lookupAll(List<Hash> names) {
    List<Known> found = new ArrayList<>(names.size());
    names.forEach(name -> found.add(lookup(name)));
    return found;
  }

  /**
   * The content of an artifact, expanded and charged to the memory budget; the caller closes it. Empty unless
   * {@link Presence#HELD}; shunned and private ones are given too: what may be sent is the caller's decision.
   *
   * @throws RepositoryException.TooLarge before anything of that size is allocated
   */
  Optional<Content> load(Hash name);

  /**
   * As {@link #load} for each of a few names, in their order, those of at most {@code bytesMax} bytes. Empty for others, of which nothing is
   * read, and where there is no memory for it.
   */
  List<Optional<Content>> loadSmall(List<Hash> names, int bytesMax);

  /**
   * An artifact as it lies in the repository; empty unless {@link Presence#HELD}. A public artifact that is stored as a delta of a
   * private or shunned one is given as full text.
   *
   * @param sourceBytesMax so is a delta of one that is larger: whoever takes no larger ones has no use for it
   * @throws RepositoryException.TooLarge before anything of that size is allocated
   */
  Optional<StoredArtifact> loadStored(Hash name, long sourceBytesMax);

  /** As {@link #loadStored(Hash, long)}, for one who takes whatever is here. */
  default Optional<StoredArtifact> loadStored(Hash name) {
    return loadStored(name, Long.MAX_VALUE);
  }

  /**
   * Walks held, unshunned artifacts in stored form, in the order of their arrival: {@code clone_seqno} of the clone protocol. Many
   * short reads; what arrives meanwhile comes at the end.
   *
   * @param fromSequence   1 to begin, then what the call before returned
   * @param sourceBytesMax see {@link #loadStored(Hash, long)}
   * @return where to go on, or 0 when nothing is left
   */
  int walkStored(int fromSequence, boolean includePrivate, long sourceBytesMax, StoredVisitor visitor);

  /** As {@link #walkStored(int, boolean, long, StoredVisitor)}, for one who takes whatever is here. */
  default int walkStored(int fromSequence, boolean includePrivate, StoredVisitor visitor) {
    return walkStored(fromSequence, includePrivate, Long.MAX_VALUE, visitor);
  }

  /**
   * As {@link #walkStored(int, boolean, long, StoredVisitor)}, the public ones whose names lie from {@code from} on and before {@code before}, in
   * the order of text: an order that all copies of a project share.
   *
   * @param before null for the last
   * @return from where to go on, or null when nothing is left
   */
  @Nullable
  String walkStored(String from, @Nullable String before, long sourceBytesMax, StoredVisitor visitor);

  /** Names that are wanted, oldest first, shunned ones left out. */
  List<Hash> phantoms(int max, boolean includePrivate);

  /** Public held names that no cluster covers: what a pull is offered. */
  List<Hash> unclustered();

  /** Public held clusters that a cluster covers in turn: with {@link #unclustered} they lead to every artifact. */
  List<Hash> clusters();

  /** Public held names that were made here and never pushed. */
  List<Hash> unsent();

  /** Forgets that these are unsent. */
  void clearUnsent(Collection<Hash> sent);

  /** Private held names. */
  List<Hash> privateNames();

  /** Every public, held, unshunned name, in no promised order: the set of the fingerprint. */
  void forEachName(Consumer<Hash> consumer);

  /**
   * As {@link #forEachName(Consumer)}, those from {@code from} on and before {@code before}, in the order of text.
   *
   * @param before null for the last
   */
  void forEachName(String from, @Nullable String before, Consumer<Hash> consumer);

  /** As {@link #forEachName(Consumer)}, those that begin with one of these digits. */
  void forEachName(Collection<String> prefixes, Consumer<Hash> consumer);

  /**
   * A held artifact that {@code name} is probably a small change of: a parent check-in, or the file's previous version. The choice of
   * Fossil's {@code src/xfer.c, send_delta_parent()}.
   */
  Optional<Hash> deltaParent(Hash name);

  /**
   * Covers the unclustered names by cluster artifacts, as {@code src/xfer.c, create_cluster()}; does nothing below 100 names.
   *
   * @return how many clusters were made
   */
  int makeClusters();

  /** Whether something is stored here that came with a login of this nonce; a signed request of that nonce was answered before. */
  boolean hasReceived(String nonce);

  /** Begins to store what somebody sends. Nothing is written before the first artifact. */
  ArtifactWriter receive(Provenance from);
}

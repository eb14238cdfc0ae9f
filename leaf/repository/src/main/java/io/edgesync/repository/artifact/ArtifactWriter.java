package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores what one round brought. Content is verified, expanded and compressed on the calling thread, then stored and crosslinked in
 * transactions of bounded size, so that earlier artifacts of a round may be visible while later ones still arrive. What is wrong with
 * one artifact is noted in the {@link Receipt} and costs only that artifact; what is wrong with the repository is thrown.
 *
 * <p>Takes ownership of every {@link Content}; a caller may nevertheless close it, which only gives its charge back early. One thread
 * at a time. Closing without {@link #finish} drops what was not yet committed.
 */
public interface ArtifactWriter extends AutoCloseable {

  /** Why an artifact was not stored. */
  enum Reason {
    WRONG_HASH, TOO_LARGE, SOURCE_TOO_LARGE, MALFORMED, SHUNNED, HASH_POLICY, PRIVATE_SOURCE,
    /** Nothing is wrong with it, but just now there was no memory: it is to come again. */
    NO_MEMORY
  }

  /** Refusals of one round that are told of; where there are more, what was wrong with the last wrong one is among them. */
  int REFUSALS_MAX = 10_000;

  /** An artifact that was not stored; what was expected of it and what was found. */
  record Refusal(Hash name, Reason reason, String observation) {

    /** As {@link #observation}, with its name. */
    public String text() {
      return "artifact " + name + ": " + observation;
    }
  }

  /**
   * What was done.
   *
   * @param stored          public names that became available, including earlier dangling deltas whose source came and private
   *                        artifacts that came publicly
   * @param storedPrivately private names that became available
   * @param dangling        deltas stored whose source is not here yet
   * @param phantomsCreated names now wanted that were unknown before
   */
  record Receipt(List<Hash> stored, List<Hash> storedPrivately, int dangling, int phantomsCreated,
      List<Refusal> refusals) {

    public static final Receipt NOTHING = new Receipt(List.of(), List.of(), 0, 0, List.of());

    public Receipt {
      stored = List.copyOf(stored);
      storedPrivately = List.copyOf(storedPrivately);
      refusals = List.copyOf(refusals);
    }
  }

  /**
   * An artifact, or with {@code deltaSource} a delta that makes it from that one. A delta whose source is not here is stored
   * unverified, invisible until the source comes. An artifact already held is left untouched, but a private one whose content comes
   * publicly becomes public.
   */
  void file(Hash name, @Nullable Hash deltaSource, Content content, boolean isPrivate);

  /**
   * An artifact in stored form ({@code cfile}). Its bytes are kept as they came once they have been verified.
   *
   * @param expandedBytes the sender's word, not relied upon
   */
  void stored(Hash name, @Nullable Hash deltaSource, long expandedBytes, Content framed, boolean isPrivate);

  /** Makes a wanted name of {@code name} unless it is known or shunned. */
  void phantom(Hash name, boolean isPrivate);

  /** Takes the private mark from a known artifact. */
  void markPublic(Hash name);

  /** Marks a known artifact as private. */
  void markPrivate(Hash name);

  /**
   * From now on content that is not what its name says drops the transaction that it came in and all that follows: an answering side keeps
   * nothing of such a request, as stock Fossil does.
   */
  void allOrNothing();

  /**
   * From now on public artifacts are refused that come as deltas on what is private here, unless that comes publicly, too: the sender may not see
   * private artifacts, and whether such a delta fits would tell of their content.
   */
  void withoutPrivateSources();

  /**
   * From now on artifacts are stored only where {@code mayStore} says so; nothing is told of the others. It is asked in the read that looks up what
   * came, and what it reads of the same repository is part of that: one way to the file instead of two.
   */
  void onlyIf(BooleanSupplier mayStore);

  /**
   * Says that this artifact does not come because of its size. What is here or comes as a delta of it, unless it is held, could never be read: it is
   * refused, and is wanted whole from now on. So it is with what this writer finds too large.
   */
  void withoutSource(Hash name);

  /** Commits what is pending and reports on everything since the beginning. The writer is of no further use. */
  Receipt finish();

  /** Waits for nothing; idempotent. */
  @Override
  void close();
}

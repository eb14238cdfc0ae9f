package io.edgesync.sync.clone;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.NameRange;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.sync.send.CardBytes;
import io.edgesync.sync.send.PartPragma;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.ConfigCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.PrivateCard;
import io.edgesync.xfer.envelope.FramingException;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.round.CardSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a reply with one peer's part of a clone: names of the range that was asked for, in their order. What is stored whole is hashed at once,
 * deltas when the clone is complete. Artifacts wait until enough of them have come or the reply has ended.
 */
final class PartReply implements CardSink, AutoCloseable {

  /** Stored bytes that wait: what the heap holds of a reply at once. */
  private static final long WAITING_BYTES_MAX = 1 << 20;

  /** Nothing more of this reply is wanted. */
  static final class NoMoreException extends IOException {
    private static final long serialVersionUID = 1L;

    NoMoreException() {
      super("no more of it is wanted");
    }
  }

  /** Takes what came. */
  interface Shelf {
    /** Takes nothing. */
    Shelf CLOSED = new Shelf() {
      @Override
      public boolean wantsMore() {
        return false;
      }

      @Override
      public boolean put(List<StoredArtifact> artifacts, NameRange given) {
        artifacts.forEach(artifact -> artifact.content().close());
        return false;
      }
    };

    /** Whether more is wanted, as {@link #put} says it for what comes behind. */
    boolean wantsMore();

    /** Closes the artifacts, and says whether more is wanted; called on another thread than the reader's. */
    boolean put(List<StoredArtifact> artifacts, NameRange given);
  }

  private final NameRange range;
  private final long artifactBytesMax;
  private final Shelf shelf;
  private final ArtifactHasher hasher = new JdkArtifactHasher();
  private final List<StoredArtifact> waiting = new ArrayList<>();
  private long waitingBytes;
  private final Storing storing = new Storing();
  /** Everything before it has been put. */
  private String from;
  /** Everything before it has come. */
  private String at;
  /** What it says beside artifacts. */
  final CloneReply words;
  long bytes;

  PartReply(CloneFile file, NameRange range, long artifactBytesMax, Shelf shelf) {
    this.words = new CloneReply(file, false);
    this.range = range;
    this.artifactBytesMax = artifactBytesMax;
    this.shelf = shelf;
    this.from = range.from();
    this.at = range.from();
  }

  @Override
  public void accept(Card card) throws IOException {
    bytes += CardBytes.of(card);
    if (words.denial != null || words.violation != null) {
      card.close();
      return;
    }
    switch (card) {
      case CFileCard cfile -> take(cfile);
      case FileCard file -> {
        file.close();
        words.violation = "expected artifacts as they are stored, got the card \"file\"";
      }
      case ConfigCard config -> config.close();
      case PrivateCard() -> words.violation = "expected public artifacts, got the card \"private\"";
      case PragmaCard pragma -> {
        Optional<String> next = PartPragma.next(pragma, range);
        next.filter(bound -> bound.compareTo(at) >= 0).ifPresent(bound -> at = bound);
        words.accept(pragma);
      }
      default -> words.accept(card);
    }
  }

  private void take(CFileCard card) throws IOException {
    if (!shelf.wantsMore()) {
      card.close();
      throw new NoMoreException();
    }
    Hash name = card.name();
    String wrong = range.contains(name) && name.hex().compareTo(at) >= 0
        ? complaint(card)
        : "artifact " + name + ": expected names from " + at + " on and before " + range.before() + ", in their order";
    if (wrong != null) {
      card.close();
      words.violation = wrong;
      return;
    }
    words.artifacts++;
    waiting.add(new StoredArtifact(name, card.deltaSource(), card.expandedBytes(), false, card.content()));
    waitingBytes += card.content().size();
    at = NameRange.after(name);
    if (waitingBytes >= WAITING_BYTES_MAX) {
      put();
    }
  }

  private @Nullable String complaint(CFileCard card) {
    if (card.deltaSource() != null) {
      return null;
    }
    try {
      byte[] whole = StoredForm.expand(card.content().toArray(),
          (int) Math.min(Integer.MAX_VALUE - 8, artifactBytesMax));
      Hash actual = hasher.hash(card.name().algorithm(), whole);
      return actual.equals(card.name())
          ? null
          : "artifact " + card.name() + ": expected content of that name, its hash is " + actual;
    } catch (FramingException e) {
      return "artifact " + card.name() + ": " + e.getMessage();
    }
  }

  /** Begins to put what waits on the shelf, when what came before it is there. */
  private void put() throws NoMoreException {
    if (at.equals(from)) {
      return;
    }
    if (!storing.finish()) {
      throw new NoMoreException();
    }
    List<StoredArtifact> come = List.copyOf(waiting);
    waiting.clear();
    waitingBytes = 0;
    NameRange given = new NameRange(from, at);
    from = at;
    storing.begin(() -> shelf.put(come, given));
  }

  /** Puts the rest on the shelf, and waits until it is there; what came before a reply broke off counts. */
  void finish() throws NoMoreException {
    put();
    storing.finish();
  }

  /** Whether anything came of it; going on without an artifact is nothing. */
  boolean hasNews() {
    return words.artifacts > 0 || !words.blocked.isEmpty() || at.equals(range.before());
  }

  @Override
  public void close() {
    storing.close();
    waiting.forEach(artifact -> artifact.content().close());
    waiting.clear();
    hasher.close();
    words.close();
  }
}

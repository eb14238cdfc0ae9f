package io.edgesync.sync.send;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.IgotCard;
import io.edgesync.xfer.card.PrivateCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In which form an artifact travels. Source: {@code src/xfer.c, send_file()} and {@code send_delta_parent()}. */
final class ArtifactForms {

  /** Contents up to this size are not worth a delta. */
  private static final int DELTA_BYTES_MIN = 100;
  /** What a delta must save. */
  private static final int DELTA_SAVING_MIN = 50;

  /** A decision about one artifact, enough to repeat it. */
  sealed interface Form {

    /** Not held, or not for this peer. */
    record Nothing() implements Form {}

    /** Only its name: it is private, or the message is full. */
    record Named(boolean isPrivate) implements Form {}

    record Whole() implements Form {}

    record DeltaOf(Hash source) implements Form {}

    record Stored() implements Form {}

    record Blocked(BlockedPragma artifact) implements Form {}

    /** The peer does not know this kind of name. */
    record PeerTooOld() implements Form {}

    default boolean travels() {
      return this instanceof Whole || this instanceof DeltaOf || this instanceof Stored;
    }
  }

  /** A decision and its cards; whoever takes them closes them. */
  record Made(Form form, List<Card> cards) {}

  private final ArtifactStore store;
  private final SendRules rules;

  ArtifactForms(ArtifactStore store, SendRules rules) {
    this.store = store;
    this.rules = rules;
  }

  /** The artifact by name only, because there is no room for it. */
  Made name(Hash name, Known known) throws IOException {
    if (!known.isHeld() || known.isShunned()) {
      return new Made(new Form.Nothing(), List.of());
    }
    if (known.isPrivate() && !rules.privateToo() && !rules.privateNames()) {
      return new Made(new Form.Nothing(), List.of());
    }
    return make(name, new Form.Named(known.isPrivate()));
  }

  /** @param known what was found of it when the message came to it, or a little earlier */
  Made choose(Hash name, Known known) throws IOException {
    if (!known.isHeld() || known.isShunned()) {
      return new Made(new Form.Nothing(), List.of());
    }
    if (known.isPrivate() && !rules.privateToo()) {
      return make(name, rules.privateNames() ? new Form.Named(true) : new Form.Nothing());
    }
    if (!rules.sha3() && name.algorithm() == HashAlgorithm.SHA3_256) {
      return make(name, new Form.PeerTooOld());
    }
    try {
      return rules.storedForm() ? stored(name, known.isPrivate()) : expanded(name, known.isPrivate());
    } catch (RepositoryException.TooLarge e) {
      return make(name, new Form.Blocked(BlockedPragma.of(e, rules.artifactBytesLimit())));
    }
  }

  private Made stored(Hash name, boolean isPrivate) throws IOException {
    Optional<StoredArtifact> found = store.loadStored(name, rules.artifactBytesLimit());
    if (found.isEmpty()) {
      return new Made(new Form.Nothing(), List.of());
    }
    StoredArtifact artifact = found.get();
    if (artifact.expandedBytes() > rules.artifactBytesLimit()) {
      artifact.content().close();
      return make(name, blocked(name, artifact.expandedBytes()));
    }
    if (artifact.deltaSource() != null && !rules.storedDeltas()) {
      artifact.content().close();
      return expanded(name, isPrivate);
    }
    return new Made(new Form.Stored(), marked(isPrivate, card(artifact)));
  }

  private Form blocked(Hash name, long sizeBytes) {
    return new Form.Blocked(new BlockedPragma(name, sizeBytes, rules.artifactBytesLimit()));
  }

  /** Takes the artifact's content over. */
  private Card card(StoredArtifact artifact) throws IOException {
    try {
      return rules.inflated() && Inflated.suits(artifact)
          ? Inflated.card(artifact)
          : new CFileCard(artifact.name(), artifact.deltaSource(), artifact.expandedBytes(), artifact.content());
    } catch (IOException | RuntimeException e) {
      artifact.content().close();
      throw e;
    }
  }

  private Made expanded(Hash name, boolean isPrivate) throws IOException {
    Optional<Content> found = store.load(name);
    if (found.isEmpty()) {
      return new Made(new Form.Nothing(), List.of());
    }
    Content content = found.get();
    boolean isKept = false;
    try {
      if (content.size() > rules.artifactBytesLimit()) {
        return make(name, blocked(name, content.size()));
      }
      Made delta = asDelta(name, content, isPrivate);
      if (delta != null) {
        return delta;
      }
      Made whole = new Made(new Form.Whole(), marked(isPrivate, new FileCard(name, null, content)));
      isKept = true;
      return whole;
    } finally {
      if (!isKept) {
        content.close();
      }
    }
  }

  /** Null where it is not worth it, or nothing is here of which it would be one. */
  private @Nullable Made asDelta(Hash name, Content content, boolean isPrivate) {
    if (content.size() <= DELTA_BYTES_MIN || content.size() > rules.deltaBytesMax()) {
      return null;
    }
    Hash source = store.deltaParent(name).filter(this::isSource).orElse(null);
    Content delta = source == null ? null : delta(source, content).orElse(null);
    return source == null || delta == null || delta.size() >= content.size() - DELTA_SAVING_MIN
        ? null
        : new Made(new Form.DeltaOf(source), marked(isPrivate, new FileCard(name, source, delta)));
  }

  private boolean isSource(Hash name) {
    Known known = store.lookup(name);
    return known.isHeld() && !known.isShunned() && (!known.isPrivate() || rules.privateToo());
  }

  private Optional<Content> delta(Hash source, Content target) {
    Optional<Content> found;
    try {
      found = store.load(source);
    } catch (RepositoryException.TooLarge e) {
      return Optional.empty();
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Content from = found.get()) {
      if (from.size() > Math.min(rules.deltaBytesMax(), rules.artifactBytesLimit())) {
        return Optional.empty();
      }
      return Optional.of(Content.of(Delta.create(from.toArray(), target.toArray())));
    }
  }

  /** The cards of a decision that was made before. */
  Made make(Hash name, Form form) throws IOException {
    return switch (form) {
      case Form.Nothing() -> new Made(form, List.of());
      case Form.Named(boolean isPrivate) -> new Made(form, List.of(new IgotCard(name, isPrivate)));
      case Form.Blocked(BlockedPragma artifact) -> new Made(form, rules.naming(artifact));
      case Form.PeerTooOld() -> new Made(form, List.of(new ErrorCard("Fossil version 2.0 or later required.")));
      case Form.Stored() -> {
        StoredArtifact artifact = store.loadStored(name, rules.artifactBytesLimit()).orElseThrow(() -> vanished(name));
        yield new Made(form, marked(artifact.isPrivate(), card(artifact)));
      }
      case Form.Whole() ->
        new Made(form, marked(store.lookup(name).isPrivate(), new FileCard(name, null, content(name))));
      case Form.DeltaOf(Hash source) -> {
        try (Content target = content(name)) {
          Content delta = delta(source, target).orElseThrow(() -> vanished(source));
          yield new Made(form, marked(store.lookup(name).isPrivate(), new FileCard(name, source, delta)));
        }
      }
    };
  }

  private static List<Card> marked(boolean isPrivate, Card artifact) {
    return isPrivate ? List.of(new PrivateCard(), artifact) : List.of(artifact);
  }

  private Content content(Hash name) throws IOException {
    return store.load(name).orElseThrow(() -> vanished(name));
  }

  private static IOException vanished(Hash name) {
    return new IOException("artifact " + name + ": was here when the message was written, now it is not");
  }
}

package io.edgesync.sync.memory;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.ClusterArtifact;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.sync.memory.MemoryArtifactStore.Entry;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.StoredForm;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Stores when a round ends, the whole of it at once. */
final class MemoryArtifactWriter implements ArtifactWriter {

  private final MemoryArtifactStore store;
  private final @Nullable String nonce;
  private final List<Hash> stored = new ArrayList<>();
  private final List<Hash> storedPrivately = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();
  private final List<Hash> danglers = new ArrayList<>();
  private final List<Hash> lostSources = new ArrayList<>();
  private boolean allOrNothing;
  private boolean withoutPrivateSources;
  private BooleanSupplier mayStore = () -> true;
  private int dangling;
  private int phantoms;

  MemoryArtifactWriter(MemoryArtifactStore store, @Nullable String nonce) {
    this.store = store;
    this.nonce = nonce;
  }

  @Override
  public void file(Hash name, @Nullable Hash deltaSource, Content content, boolean isPrivate) {
    try (content) {
      pending.add(new Pending(name, deltaSource, content.toArray(), isPrivate));
    }
  }

  @Override
  public void stored(Hash name, @Nullable Hash deltaSource, long expandedBytes, Content framed, boolean isPrivate) {
    try (framed) {
      long inside = StoredForm.announcedBytes(framed.toArray(), 0, framed.size());
      if (inside > store.artifactBytesMax()) {
        tooLarge(name, inside);
        return;
      }
      byte[] bytes = StoredForm.expand(framed.toArray(), (int) store.artifactBytesMax());
      pending.add(new Pending(name, deltaSource, bytes, isPrivate));
    } catch (IOException e) {
      refusals.add(new Refusal(name, Reason.MALFORMED, String.valueOf(e.getMessage())));
    }
  }

  /** An artifact that waits for the end of the round. */
  private record Pending(Hash name, @Nullable Hash deltaSource, byte[] bytes, boolean isPrivate) {}

  /** Whole artifacts first: most deltas then find their source; the others find it when it is resolved. */
  private void takePending() {
    pending.stream().filter(artifact -> artifact.deltaSource() == null).forEach(this::take);
    pending.stream().filter(artifact -> artifact.deltaSource() != null).forEach(this::take);
    dangling = (int) danglers.stream().filter(name -> store.lookup(name).presence() == ArtifactStore.Presence.DANGLING)
        .count();
    pending.clear();
  }

  private void take(Pending artifact) {
    take(artifact.name(), artifact.deltaSource(), artifact.bytes(), artifact.isPrivate());
  }

  private void take(Hash name, @Nullable Hash deltaSource, byte[] bytes, boolean isPrivate) {
    if (store.lookup(name).isShunned()) {
      refusals.add(new Refusal(name, Reason.SHUNNED, "shunned here"));
      return;
    }
    Entry known = store.entry(name);
    if (known != null && known.content != null) {
      if (isPrivate || !known.isPrivate) {
        return;
      }
    }
    if (deltaSource != null && targetBytes(bytes) > store.artifactBytesMax()) {
      tooLarge(name, targetBytes(bytes));
      return;
    }
    if (deltaSource == null) {
      verified(name, bytes, isPrivate);
      return;
    }
    Entry source = store.entry(deltaSource);
    if (source != null && source.content != null) {
      if (withoutPrivateSources && !isPrivate && source.isPrivate) {
        refusals.add(new Refusal(name, Reason.PRIVATE_SOURCE,
            "is a delta on " + deltaSource + ", which the sender must not know"));
        return;
      }
      applied(name, source.content, bytes, isPrivate);
      return;
    }
    if (known != null && known.content != null) {
      return;
    }
    if (source == null) {
      makePhantom(deltaSource, isPrivate);
    } else if (hangsOn(source, name)) {
      source.danglingSource = null;
      source.danglingDelta = null;
    }
    Entry entry = store.enter(name, isPrivate);
    entry.danglingSource = deltaSource;
    entry.danglingDelta = bytes;
    danglers.add(name);
  }

  private boolean hangsOn(Entry delta, Hash name) {
    Entry at = delta;
    while (at != null && !at.name.equals(name)) {
      Hash source = at.danglingSource;
      at = source == null ? null : store.entry(source);
    }
    return at != null;
  }

  private void applied(Hash name, byte[] source, byte[] delta, boolean isPrivate) {
    try {
      verified(name, Delta.apply(source, delta), isPrivate);
    } catch (DeltaException e) {
      refusals.add(new Refusal(name, Reason.MALFORMED, String.valueOf(e.getMessage())));
    }
  }

  private static int targetBytes(byte[] delta) {
    try {
      return Delta.targetBytes(delta);
    } catch (DeltaException e) {
      return 0;
    }
  }

  private void verified(Hash name, byte[] content, boolean isPrivate) {
    if (content.length > store.artifactBytesMax()) {
      tooLarge(name, content.length);
      return;
    }
    Hash actual = MemoryArtifactStore.hash(name.algorithm(), content);
    if (!actual.equals(name)) {
      refusals.add(wrongHash(name, actual));
      return;
    }
    Deque<Entry> arrived = new ArrayDeque<>();
    arrived.add(available(name, content, isPrivate));
    while (!arrived.isEmpty()) {
      for (Entry waiting : store.danglingOn(arrived.remove().name)) {
        resolve(waiting, arrived);
      }
    }
  }

  private static Refusal wrongHash(Hash name, Hash actual) {
    return new Refusal(name, Reason.WRONG_HASH,
        "expected content of that hash, got content of " + actual);
  }

  private void resolve(Entry waiting, Deque<Entry> arrived) {
    Hash sourceName = waiting.danglingSource;
    byte[] delta = waiting.danglingDelta;
    Entry source = sourceName == null ? null : store.entry(sourceName);
    waiting.danglingDelta = null;
    waiting.danglingSource = null;
    if (source == null || source.content == null || delta == null) {
      return;
    }
    try {
      byte[] content = Delta.apply(source.content, delta);
      if (MemoryArtifactStore.hash(waiting.name.algorithm(), content).equals(waiting.name)) {
        arrived.add(available(waiting.name, content, waiting.isPrivate));
        return;
      }
    } catch (DeltaException e) {
      // The same as a wrong hash: the name stays wanted.
    }
    refusals.add(new Refusal(waiting.name, Reason.WRONG_HASH,
        "its delta does not give content of that hash"));
  }

  private Entry available(Hash name, byte[] content, boolean isPrivate) {
    Entry entry = store.enter(name, isPrivate);
    entry.isPrivate = isPrivate;
    entry.content = content;
    entry.danglingDelta = null;
    entry.danglingSource = null;
    (isPrivate ? storedPrivately : stored).add(name);
    if (!isPrivate) {
      store.uncovered(name);
    }
    references(content, isPrivate);
    return entry;
  }

  private void references(byte[] content, boolean isPrivate) {
    switch (ArtifactParser.parseOrNull(content)) {
      case ClusterArtifact(List<Hash> members) -> {
        members.forEach(member -> makePhantom(member, false));
        store.cover(members);
      }
      case Manifest manifest -> {
        manifest.parents().forEach(parent -> makePhantom(parent, isPrivate));
        for (int i = 0; i < manifest.files().size(); i++) {
          Hash file = manifest.files().hash(i);
          if (file != null) {
            makePhantom(file, isPrivate);
          }
        }
      }
      case null, default -> {
        // Names nothing that a check-in would miss.
      }
    }
  }

  private void makePhantom(Hash name, boolean isPrivate) {
    if (store.entry(name) == null && !store.lookup(name).isShunned()) {
      store.enter(name, isPrivate);
      phantoms++;
    }
  }

  private void tooLarge(Hash name, long size) {
    refusals.add(new Refusal(name, Reason.TOO_LARGE, size + " bytes, the limit here is "
        + store.artifactBytesMax() + " bytes"));
  }

  @Override
  public void phantom(Hash name, boolean isPrivate) {
    synchronized (store) {
      makePhantom(name, isPrivate);
    }
  }

  @Override
  public void markPublic(Hash name) {
    synchronized (store) {
      Entry entry = store.entry(name);
      if (entry != null && entry.isPrivate) {
        entry.isPrivate = false;
        store.uncovered(name);
      }
    }
  }

  @Override
  public void markPrivate(Hash name) {
    synchronized (store) {
      Entry entry = store.entry(name);
      if (entry != null) {
        entry.isPrivate = true;
      }
    }
  }

  @Override
  public void allOrNothing() {
    allOrNothing = true;
  }

  @Override
  public void withoutPrivateSources() {
    withoutPrivateSources = true;
  }

  @Override
  public void onlyIf(BooleanSupplier condition) {
    mayStore = condition;
  }

  @Override
  public void withoutSource(Hash name) {
    lostSources.add(name);
  }

  private void giveUpWhatWaits() {
    if (!mayStore.getAsBoolean()) {
      return;
    }
    refusals.stream().filter(refusal -> refusal.reason() == Reason.TOO_LARGE).map(Refusal::name)
        .forEach(lostSources::add);
    for (int i = 0; i < lostSources.size(); i++) {
      Hash source = lostSources.get(i);
      Entry known = store.entry(source);
      if (known == null || known.content == null) {
        for (Entry waiting : store.danglingOn(source)) {
          waiting.danglingDelta = null;
          waiting.danglingSource = null;
          lostSources.add(waiting.name);
          refusals.add(new Refusal(waiting.name, Reason.SOURCE_TOO_LARGE,
              "came as a delta of " + source + ", which is too large for one side"));
        }
      }
    }
  }

  private void dropWhatIsWrong() {
    for (Pending artifact : pending) {
      if (artifact.deltaSource() == null) {
        Hash actual = MemoryArtifactStore.hash(artifact.name().algorithm(), artifact.bytes());
        if (!actual.equals(artifact.name())) {
          refusals.add(wrongHash(artifact.name(), actual));
        }
      }
    }
    if (refusals.stream().anyMatch(refusal -> refusal.reason() == Reason.WRONG_HASH)) {
      pending.clear();
    }
  }

  @Override
  public Receipt finish() {
    synchronized (store) {
      if (!mayStore.getAsBoolean()) {
        pending.clear();
      }
      if (allOrNothing) {
        dropWhatIsWrong();
      }
      takePending();
      giveUpWhatWaits();
      if (nonce != null && !(stored.isEmpty() && storedPrivately.isEmpty())) {
        store.received(nonce);
      }
    }
    return new Receipt(stored, storedPrivately, dangling, phantoms, refusals);
  }

  @Override
  public void close() {}
}

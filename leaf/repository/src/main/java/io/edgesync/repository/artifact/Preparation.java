package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactWriter.Reason;
import io.edgesync.repository.artifact.ArtifactWriter.Refusal;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.FramingException;
import io.edgesync.xfer.envelope.StoredForm;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does, on the caller's thread, everything about a batch of received artifacts that takes time: inflates, applies deltas, hashes in waves (an
 * artifact is the source of others only once it has been verified), compresses. What it allocates is charged to the budget until closed.
 */
final class Preparation implements AutoCloseable {

  private static final long SMALL_BYTES = 64 << 10;

  /** An artifact whose bytes, delta or full text, are inflated. */
  private record Opened(Incoming incoming, byte[] inside) {
    Hash name() {
      return incoming.name();
    }
  }

  private record Candidate(Incoming incoming, byte[] content) {}

  private final StorageContext context;
  private final Admission admission;
  private Loader loader;
  private final StoredForm form = new StoredForm();
  private final ArtifactHasher hasher = new JdkArtifactHasher();
  private final List<MemoryBudget.Charge> charges = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Map<Hash, byte[]> verified = new HashMap<>();
  private final Map<Hash, List<Opened>> waiting = new LinkedHashMap<>();
  private final DanglingCheck dangling;
  private List<Candidate> wave = new ArrayList<>();
  /** Small ones are charged together. */
  private long uncharged;

  Preparation(StorageContext context, boolean withoutPrivateSources, BooleanSupplier mayStore) {
    this.context = context;
    this.admission = new Admission(context, withoutPrivateSources, mayStore, this::refuse);
    this.loader = new Loader(context);
    this.dangling = new DanglingCheck(context, this::danglingIsWhole);
  }

  /** What was found of deltas in the repository that this batch makes whole. */
  DanglingCheck dangling() {
    return dangling;
  }

  List<Refusal> refusals() {
    return refusals;
  }

  /** What of {@code batch}, whose names are distinct, is to be stored, in its order. */
  List<PreparedArtifact> prepare(List<Incoming> batch) {
    if (!admission.look(batch)) {
      return List.of();
    }
    List<Incoming> wanted = new ArrayList<>(batch.size());
    for (Incoming incoming : batch) {
      if (admission.isWanted(incoming)) {
        wanted.add(incoming);
      }
    }
    Map<Hash, Opened> opened = new HashMap<>();
    for (Incoming incoming : wanted) {
      Opened open = open(incoming);
      if (open != null) {
        opened.put(incoming.name(), open);
      }
    }
    for (Opened open : opened.values()) {
      Hash source = open.incoming().deltaSource();
      if (source == null) {
        wave.add(new Candidate(open.incoming(), open.inside()));
      } else {
        waiting.computeIfAbsent(source, key -> new ArrayList<>()).add(open);
      }
    }
    applyOnHeld();
    Set<Hash> looked = new HashSet<>();
    do {
      verifyWaves();
      Map<Hash, byte[]> filled = new HashMap<>(verified);
      filled.keySet().removeIf(
          name -> !looked.add(name) || admission.of(name).presence() != ArtifactStore.Presence.PHANTOM);
      dangling.becomeWhole(filled);
    } while (!wave.isEmpty());
    Set<Hash> sourceless = new LinkedHashSet<>();
    waiting.forEach((source, deltas) -> {
      if (admission.isHidden(source)) {
        deltas.forEach(delta -> refuse(delta.name(), Reason.PRIVATE_SOURCE,
            "is a delta on " + source + ", which the sender must not know"));
      } else {
        deltas.forEach(delta -> sourceless.add(delta.name()));
      }
    });
    List<PreparedArtifact> prepared = new ArrayList<>(wanted.size());
    for (Incoming incoming : wanted) {
      Opened open = opened.get(incoming.name());
      byte[] content = verified.get(incoming.name());
      if (content != null) {
        PreparedArtifact whole = whole(incoming, content);
        if (whole != null) {
          prepared.add(whole);
        }
      } else if (open != null && sourceless.contains(incoming.name())) {
        PreparedArtifact delta = unverified(open);
        if (delta != null) {
          prepared.add(delta);
        }
      }
    }
    return prepared;
  }

  private void refuse(Hash name, Reason reason, String observation) {
    refusals.add(new Refusal(name, reason, observation));
  }

  private void refuseLarge(Hash name, long bytes) {
    refuse(name, Reason.TOO_LARGE, bytes + " bytes, the limit here is " + context.artifactBytesMax() + " bytes");
  }

  private @Nullable Opened open(Incoming incoming) {
    Content content = incoming.content();
    try {
      long bytes = incoming.isFramed()
          ? StoredForm.announcedBytes(content.array(), content.offset(), content.size())
          : content.size();
      if (bytes > context.artifactBytesMax()) {
        refuseLarge(incoming.name(), bytes);
        return null;
      }
      if (!incoming.isFramed()) {
        return new Opened(incoming, content.toArray());
      }
      if (!charge(incoming, bytes)) {
        return null;
      }
      return new Opened(incoming,
          form.unframe(content.array(), content.offset(), content.size(), context.artifactBytesMax()));
    } catch (FramingException e) {
      refuse(incoming.name(), Reason.MALFORMED, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** What is large has been charged with the card that brought it, for both of its forms. False where there is no memory for it. */
  private boolean charge(Incoming incoming, long bytes) {
    MemoryBudget.Charge brought = incoming.content().splitSpare(bytes);
    if (brought != null) {
      charges.add(brought);
    }
    uncharged += bytes - (brought == null ? 0 : brought.bytes());
    if (uncharged > SMALL_BYTES) {
      try {
        charges.add(loader.acquire(incoming.name(), uncharged));
        uncharged = 0;
      } catch (RepositoryException.OutOfBudget e) {
        uncharged = 0;
        loader = loader.withoutPatience();
        refuse(incoming.name(), e);
        return false;
      }
    }
    return true;
  }

  private void refuse(Hash name, RepositoryException.OutOfBudget why) {
    Throwable cause = why.getCause();
    refuse(name, Reason.NO_MEMORY, "no memory for it: " + (cause == null ? why : cause).getMessage());
  }

  private void applyOnHeld() {
    List<Hash> held = waiting.keySet().stream()
        .filter(source -> admission.of(source).isHeld() && !admission.isHidden(source)).toList();
    new SharedChains(context).expand(held, new SharedChains.Visitor() {
      @Override
      public void expanded(Hash source, byte[] bytes, int length) {
        applyWaiting(source, bytes, length);
      }

      @Override
      public void starved(Hash source, RepositoryException.OutOfBudget why) {
        List<Opened> deltas = waiting.remove(source);
        if (deltas != null) {
          deltas.forEach(delta -> refuse(delta.name(), why));
        }
      }
    });
  }

  /** What came as a delta of it need not wait until it is stored. */
  private void danglingIsWhole(Hash source, byte[] content) {
    if (waiting.containsKey(source) && !admission.isHidden(source)) {
      applyWaiting(source, content, content.length);
    }
  }

  private void applyWaiting(Hash source, byte[] base, int baseBytes) {
    List<Opened> deltas = waiting.remove(source);
    if (deltas == null) {
      return;
    }
    for (Opened delta : deltas) {
      byte[] content = apply(delta, base, baseBytes);
      if (content != null) {
        wave.add(new Candidate(delta.incoming(), content));
      }
    }
  }

  private byte @Nullable [] apply(Opened delta, byte[] base, int baseBytes) {
    try {
      int bytes = Delta.targetBytes(delta.inside());
      if (bytes > context.artifactBytesMax()) {
        refuseLarge(delta.name(), bytes);
        return null;
      }
      if (!charge(delta.incoming(), bytes)) {
        return null;
      }
      return Delta.apply(base, 0, baseBytes, delta.inside(), 0, delta.inside().length, bytes);
    } catch (DeltaException e) {
      refuse(delta.name(), Reason.MALFORMED, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void verifyWaves() {
    while (!wave.isEmpty()) {
      List<Candidate> candidates = wave;
      wave = new ArrayList<>();
      for (Candidate candidate : candidates) {
        byte[] content = candidate.content();
        hasher.submit(candidate.incoming().name().algorithm(), content, 0, content.length,
            actual -> hashed(candidate, actual));
      }
      hasher.drain();
      for (Candidate candidate : candidates) {
        byte[] content = verified.get(candidate.incoming().name());
        if (content != null) {
          applyWaiting(candidate.incoming().name(), content, content.length);
        }
      }
    }
  }

  private void hashed(Candidate candidate, Hash actual) {
    Hash name = candidate.incoming().name();
    if (actual.equals(name)) {
      verified.put(name, candidate.content());
    } else {
      refuse(name, Reason.WRONG_HASH, "expected content of that hash, got content of " + actual);
    }
  }

  /** Stored bytes are kept as they came; what came otherwise is stored as full text. Null where there is no memory for that. */
  private @Nullable PreparedArtifact whole(Incoming incoming, byte[] content) {
    if (incoming.isFramed()) {
      return new PreparedArtifact(incoming.name(), incoming.deltaSource(), incoming.content().toArray(), content.length,
          content, incoming.isPrivate());
    }
    if (!charge(incoming, content.length)) {
      return null;
    }
    return new PreparedArtifact(incoming.name(), null, frame(content), content.length, content, incoming.isPrivate());
  }

  private byte[] frame(byte[] content) {
    try {
      return form.frame(content, 0, content.length);
    } catch (UncheckedIOException e) {
      throw new RepositoryException.Failed(context.database().file(), e);
    }
  }

  private @Nullable PreparedArtifact unverified(Opened open) {
    try {
      int bytes = Delta.targetBytes(open.inside());
      if (bytes > context.artifactBytesMax()) {
        refuseLarge(open.name(), bytes);
        return null;
      }
      byte[] framed = open.incoming().isFramed()
          ? open.incoming().content().toArray()
          : frame(open.inside());
      return new PreparedArtifact(open.name(), open.incoming().deltaSource(), framed, bytes, null,
          open.incoming().isPrivate());
    } catch (DeltaException e) {
      refuse(open.name(), Reason.MALFORMED, String.valueOf(e.getMessage()));
      return null;
    }
  }

  @Override
  public void close() {
    charges.forEach(MemoryBudget.Charge::close);
    charges.clear();
    dangling.close();
    hasher.close();
    form.close();
  }
}

package io.edgesync.sync.memory;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.ClusterArtifact;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.StoredForm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Artifacts in memory, whole; sequence numbers count arrivals. Thread-safe. */
public final class MemoryArtifactStore implements ArtifactStore {

  /** Fossil makes no cluster of fewer names. */
  private static final int CLUSTER_NAMES_MIN = 100;
  private static final int CLUSTER_NAMES_MAX = 800;

  /** One known name. */
  static final class Entry {
    final Hash name;
    final int sequence;
    byte @Nullable [] content;
    @Nullable
    Hash danglingSource;
    byte @Nullable [] danglingDelta;
    boolean isPrivate;

    Entry(Hash name, int sequence, boolean isPrivate) {
      this.name = name;
      this.sequence = sequence;
      this.isPrivate = isPrivate;
    }
  }

  private final ProjectCode projectCode;
  private final String serverCode;
  private final long artifactBytesMax;
  private final Map<Hash, Entry> entries = new LinkedHashMap<>();
  private final List<Entry> bySequence = new ArrayList<>();
  private final Map<Hash, Hash> deltaParents = new HashMap<>();
  private final Set<Hash> unclustered = new LinkedHashSet<>();
  private final Set<Hash> unsent = new LinkedHashSet<>();
  private final Set<Hash> shunned = new LinkedHashSet<>();
  private final Set<String> nonces = new LinkedHashSet<>();

  public MemoryArtifactStore(ProjectCode projectCode, String serverCode, long artifactBytesMax) {
    this.projectCode = projectCode;
    this.serverCode = serverCode;
    this.artifactBytesMax = artifactBytesMax;
  }

  /** Stores an artifact made on this device and gives its name. */
  public Hash commit(byte[] content) {
    Hash name = hash(HashAlgorithm.SHA3_256, content);
    commit(name, content, false);
    return name;
  }

  /** As {@link #commit(byte[])}, private. */
  public Hash commitPrivate(byte[] content) {
    Hash name = hash(HashAlgorithm.SHA3_256, content);
    commit(name, content, true);
    return name;
  }

  private synchronized void commit(Hash name, byte[] content, boolean isPrivate) {
    boolean isNew = !lookup(name).isHeld();
    try (ArtifactWriter writer = receive(Provenance.local("local"))) {
      writer.file(name, null, Content.of(content), isPrivate);
      writer.finish();
    }
    if (isNew && !isPrivate) {
      unsent.add(name);
    }
  }

  /** Names {@code parent} as what {@code name} is a small change of. */
  public synchronized void deltaParent(Hash name, Hash parent) {
    deltaParents.put(name, parent);
  }

  public synchronized void shun(Hash name) {
    shunned.add(name);
    unclustered.remove(name);
    unsent.remove(name);
  }

  @Override
  public ProjectCode projectCode() {
    return projectCode;
  }

  @Override
  public String serverCode() {
    return serverCode;
  }

  @Override
  public synchronized Known lookup(Hash name) {
    Entry entry = entries.get(name);
    boolean isShunned = shunned.contains(name);
    if (entry == null) {
      return new Known(Presence.ABSENT, false, isShunned);
    }
    Presence presence = entry.content != null
        ? Presence.HELD
        : entry.danglingDelta != null ? Presence.DANGLING : Presence.PHANTOM;
    return new Known(presence, entry.isPrivate, isShunned);
  }

  @Override
  public synchronized Optional<Content> load(Hash name) {
    Entry entry = entries.get(name);
    if (entry == null || entry.content == null) {
      return Optional.empty();
    }
    if (entry.content.length > artifactBytesMax) {
      throw new RepositoryException.TooLarge(name, entry.content.length, artifactBytesMax);
    }
    return Optional.of(Content.of(entry.content));
  }

  @Override
  public synchronized List<Optional<Content>> loadSmall(List<Hash> names, int bytesMax) {
    return names.stream().map(name -> load(name).filter(content -> content.size() <= bytesMax)).toList();
  }

  @Override
  public synchronized Optional<StoredArtifact> loadStored(Hash name, long sourceBytesMax) {
    Entry entry = entries.get(name);
    return entry == null || entry.content == null ? Optional.empty() : Optional.of(stored(entry, entry.content));
  }

  private static StoredArtifact stored(Entry entry, byte[] content) {
    return new StoredArtifact(entry.name, null, content.length, entry.isPrivate,
        Content.of(StoredForm.compress(content)));
  }

  @Override
  public synchronized int walkStored(int fromSequence, boolean includePrivate, long sourceBytesMax,
      StoredVisitor visitor) {
    for (int sequence = Math.max(1, fromSequence); sequence <= bySequence.size(); sequence++) {
      Entry entry = bySequence.get(sequence - 1);
      byte[] content = entry.content;
      boolean isGiven = !shunned.contains(entry.name) && (includePrivate || !entry.isPrivate);
      if (content != null && isGiven && !visitor.visit(stored(entry, content))) {
        return sequence + 1;
      }
    }
    return 0;
  }

  @Override
  public synchronized @Nullable String walkStored(String from, @Nullable String before, long sourceBytesMax,
      StoredVisitor visitor) {
    List<Hash> names = new ArrayList<>();
    forEachName(from, before, names::add);
    for (Hash name : names) {
      if (!visitor.visit(loadStored(name).orElseThrow())) {
        return name.hex() + "0";
      }
    }
    return null;
  }

  @Override
  public synchronized List<Hash> phantoms(int max, boolean includePrivate) {
    return bySequence.stream()
        .filter(entry -> entry.content == null && entry.danglingDelta == null && !shunned.contains(entry.name)
            && (includePrivate || !entry.isPrivate))
        .limit(max).map(entry -> entry.name).toList();
  }

  @Override
  public synchronized List<Hash> unclustered() {
    return unclustered.stream().filter(this::isOffered).toList();
  }

  @Override
  public synchronized List<Hash> clusters() {
    return entries.values().stream()
        .filter(entry -> entry.content != null && !unclustered.contains(entry.name) && isOffered(entry.name)
            && ArtifactParser.parseOrNull(entry.content) instanceof ClusterArtifact)
        .map(entry -> entry.name).toList();
  }

  @Override
  public synchronized List<Hash> unsent() {
    return unsent.stream().filter(this::isOffered).toList();
  }

  private boolean isOffered(Hash name) {
    Known known = lookup(name);
    return known.isHeld() && !known.isPrivate() && !known.isShunned();
  }

  @Override
  public synchronized void clearUnsent(Collection<Hash> sent) {
    unsent.removeAll(sent);
  }

  @Override
  public synchronized List<Hash> privateNames() {
    return entries.values().stream().filter(entry -> entry.isPrivate && entry.content != null).map(entry -> entry.name)
        .toList();
  }

  @Override
  public synchronized void forEachName(Consumer<Hash> consumer) {
    entries.keySet().stream().filter(this::isOffered).forEach(consumer);
  }

  @Override
  public synchronized void forEachName(String from, @Nullable String before, Consumer<Hash> consumer) {
    entries.keySet().stream().filter(name -> name.hex().compareTo(from) >= 0)
        .filter(name -> before == null || name.hex().compareTo(before) < 0).filter(this::isOffered).sorted()
        .forEach(consumer);
  }

  @Override
  public synchronized void forEachName(Collection<String> prefixes, Consumer<Hash> consumer) {
    entries.keySet().stream().filter(name -> prefixes.stream().anyMatch(name.hex()::startsWith))
        .filter(this::isOffered).forEach(consumer);
  }

  @Override
  public synchronized Optional<Hash> deltaParent(Hash name) {
    return Optional.ofNullable(deltaParents.get(name)).filter(parent -> lookup(parent).isHeld());
  }

  @Override
  public synchronized int makeClusters() {
    TreeSet<Hash> names = new TreeSet<>(unclustered());
    if (names.size() < CLUSTER_NAMES_MIN) {
      return 0;
    }
    int made = 0;
    List<Hash> members = new ArrayList<>();
    int left = names.size();
    for (Hash name : names) {
      members.add(name);
      left--;
      if (members.size() == CLUSTER_NAMES_MAX && left > CLUSTER_NAMES_MIN) {
        made += cluster(members);
        members.clear();
      }
    }
    return members.isEmpty() ? made : made + cluster(members);
  }

  private int cluster(List<Hash> members) {
    CardWriter text = new CardWriter();
    members.forEach(member -> text.card('M', member.hex()));
    byte[] content = text.finish();
    commit(hash(HashAlgorithm.SHA3_256, content), content, false);
    return 1;
  }

  @Override
  public synchronized boolean hasReceived(String nonce) {
    return nonces.contains(nonce);
  }

  synchronized void received(String nonce) {
    nonces.add(nonce);
  }

  @Override
  public ArtifactWriter receive(Provenance from) {
    return new MemoryArtifactWriter(this, from.nonce());
  }

  long artifactBytesMax() {
    return artifactBytesMax;
  }

  synchronized @Nullable Entry entry(Hash name) {
    return entries.get(name);
  }

  synchronized Entry enter(Hash name, boolean isPrivate) {
    Entry entry = entries.get(name);
    if (entry == null) {
      entry = new Entry(name, bySequence.size() + 1, isPrivate);
      entries.put(name, entry);
      bySequence.add(entry);
    }
    return entry;
  }

  synchronized List<Entry> danglingOn(Hash source) {
    return entries.values().stream()
        .filter(entry -> entry.danglingDelta != null && source.equals(entry.danglingSource)).toList();
  }

  synchronized void cover(Collection<Hash> members) {
    unclustered.removeAll(members);
  }

  synchronized void uncovered(Hash name) {
    unclustered.add(name);
  }

  static Hash hash(HashAlgorithm algorithm, byte[] content) {
    try (JdkArtifactHasher hasher = new JdkArtifactHasher()) {
      return hasher.hash(algorithm, content);
    }
  }
}

package io.edgesync.repository.artifact;

import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactWriter.Reason;
import io.edgesync.xfer.artifact.Hash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Which artifacts of a batch are looked at any further, by what the repository knows of their names; in one short read. */
final class Admission {

  /** Told of what is turned away. */
  @FunctionalInterface
  interface Refusing {
    void refuse(Hash name, Reason reason, String observation);
  }

  private final StorageContext context;
  private final boolean withoutPrivateSources;
  private final BooleanSupplier mayStore;
  private final Refusing refusing;
  private final Map<Hash, Known> known = new HashMap<>();
  /** Names that nobody put on the shun list, but that the hash policy shuns. */
  private final Set<Hash> byPolicy = new HashSet<>();

  Admission(StorageContext context, boolean withoutPrivateSources, BooleanSupplier mayStore,
      Refusing refusing) {
    this.context = context;
    this.withoutPrivateSources = withoutPrivateSources;
    this.mayStore = mayStore;
    this.refusing = refusing;
  }

  /** Looks up the names of a batch, and of the sources of its deltas; false where nothing of it may be stored. */
  boolean look(List<Incoming> batch) {
    Set<Hash> names = new LinkedHashSet<>();
    for (Incoming incoming : batch) {
      names.add(incoming.name());
      if (incoming.deltaSource() != null) {
        names.add(incoming.deltaSource());
      }
    }
    return batch.isEmpty() || context.database().read(session -> {
      if (!mayStore.getAsBoolean()) {
        return false;
      }
      Blobs blobs = context.blobs(session);
      for (Hash name : names) {
        known.put(name, blobs.known(name));
        if (blobs.isRefusedByPolicy(name)) {
          byPolicy.add(name);
        }
      }
      return true;
    });
  }

  /** What was found of a name. */
  Known of(Hash name) {
    return known.getOrDefault(name, Known.NOTHING);
  }

  /** Whether the sender must not learn anything about what is held here under this name. */
  boolean isHidden(Hash source) {
    return withoutPrivateSources && of(source).isHeld() && of(source).isPrivate();
  }

  /** What is held already is looked at where it could become public. */
  boolean isWanted(Incoming incoming) {
    Hash name = incoming.name();
    Known here = of(name);
    if (here.isShunned()) {
      if (byPolicy.contains(name)) {
        refusing.refuse(name, Reason.HASH_POLICY, "has a SHA1 name, which the hash-policy of this repository shuns");
      } else {
        refusing.refuse(name, Reason.SHUNNED, "is on the shun list of this repository");
      }
      return false;
    }
    if (here.isHeld() && (incoming.isPrivate() || !here.isPrivate())) {
      return false;
    }
    Hash source = incoming.deltaSource();
    if (source == null) {
      return true;
    }
    if (of(source).isShunned() && !of(source).isHeld()) {
      refusing.refuse(name, Reason.SHUNNED,
          "is a delta on " + source + ", which is on the shun list of this repository");
      return false;
    }
    if (source.equals(name)) {
      refusing.refuse(name, Reason.MALFORMED, "is a delta on itself");
      return false;
    }
    return true;
  }
}

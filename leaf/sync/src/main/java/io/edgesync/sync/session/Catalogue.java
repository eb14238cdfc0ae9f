package io.edgesync.sync.session;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every public name that is held here, a part at a time: the list of a large repository neither fits in memory nor in one request. One thread. */
final class Catalogue {

  private final ArtifactStore store;
  private final int namesMax;
  private List<Hash> names = List.of();
  /** Where the next part begins; null behind the last. */
  private @Nullable String next = "0";
  private boolean isBegun;

  Catalogue(ArtifactStore store, int namesMax) {
    this.store = store;
    this.namesMax = namesMax;
  }

  /** The part that was come to last. */
  List<Hash> names() {
    return names;
  }

  /** Whether parts follow one that was come to. */
  boolean hasMore() {
    return isBegun && next != null;
  }

  /** Comes to the next part, which is empty behind the last. */
  void advance() {
    isBegun = true;
    List<Hash> part = new ArrayList<>();
    if (next != null) {
      store.forEachName(next, null, name -> {
        if (part.size() <= namesMax) {
          part.add(name);
        }
      });
    }
    next = part.size() > namesMax ? part.removeLast().hex() : null;
    names = part;
  }
}

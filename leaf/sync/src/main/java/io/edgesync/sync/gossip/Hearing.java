package io.edgesync.sync.gossip;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What an announcement meant here.
 *
 * @param stored  artifacts that it brought and that became available, earlier deltas that waited for them included
 * @param unknown those of its names that are neither held nor shunned here now, and not left out for another reason
 */
public record Hearing(List<Hash> stored, List<Hash> unknown) {

  public Hearing {
    stored = List.copyOf(stored);
    unknown = List.copyOf(unknown);
  }

  /**
   * Stores what the message brought, each artifact verified, then looks up what is unknown of the rest. What is held already is passed over, so a
   * message may come twice.
   *
   * @param mayStore  whether the sender's artifacts are stored; asked in the read that looks them up, and only where there are some
   * @param isBlocked names that are not wanted here, for example because they are too large
   * @param before    hears of the names that may be stored, before they are
   */
  public static Hearing of(GossipMessage message, ArtifactStore store, Provenance from, BooleanSupplier mayStore,
      Predicate<Hash> isBlocked, Consumer<List<Hash>> before) {
    List<Hash> brought = message.names().stream()
        .filter(name -> content(message, name).isPresent() && !isBlocked.test(name)).toList();
    List<Hash> stored = brought.isEmpty() ? List.of() : store(message, brought, store, from, mayStore, before);
    List<Hash> left = new ArrayList<>(message.names());
    left.removeAll(Set.copyOf(stored));
    return new Hearing(stored, left.isEmpty() ? left : unknown(left, store, isBlocked));
  }

  /** The writer looks names up by itself: whoever did it before would do it twice. */
  private static List<Hash> store(GossipMessage message, List<Hash> brought, ArtifactStore store, Provenance from,
      BooleanSupplier mayStore, Consumer<List<Hash>> before) {
    before.accept(brought);
    try (ArtifactWriter writer = store.receive(from)) {
      writer.onlyIf(mayStore);
      for (Hash name : brought) {
        content(message, name).ifPresent(content -> writer.file(name, null, content, false));
      }
      return writer.finish().stored();
    }
  }

  private static Optional<Content> content(GossipMessage message, Hash name) {
    return message.artifacts().getOrDefault(name, Optional.empty());
  }

  private static List<Hash> unknown(List<Hash> names, ArtifactStore store, Predicate<Hash> isBlocked) {
    List<Known> known = store.lookupAll(names);
    List<Hash> unknown = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!known.get(i).isHeld() && !known.get(i).isShunned() && !isBlocked.test(names.get(i))) {
        unknown.add(names.get(i));
      }
    }
    return unknown;
  }
}

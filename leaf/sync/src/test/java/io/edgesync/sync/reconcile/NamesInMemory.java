package io.edgesync.sync.reconcile;

import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.artifact.Hash;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A set of names without artifacts. */
final class NamesInMemory {

  private final TreeSet<Hash> names = new TreeSet<>();
  private final TreeSet<Hash> lacking = new TreeSet<>();
  private final Fingerprint fingerprint;
  private final PublicNames set;

  /** @param fingerprint an empty one */
  NamesInMemory(Fingerprint fingerprint) {
    this.fingerprint = fingerprint;
    this.set = new PublicNames(this::forEach, this::forEach, () -> fingerprint, this::phantoms);
  }

  /** Makes a name known that is lacking. */
  void knowsOf(Hash name) {
    lacking.add(name);
  }

  private List<Hash> phantoms() {
    return lacking.stream().filter(name -> !names.contains(name)).toList();
  }

  void add(Hash name) {
    if (names.add(name)) {
      fingerprint.add(name);
      set.stored(List.of(name));
    }
  }

  TreeSet<Hash> names() {
    return names;
  }

  PublicNames set() {
    return set;
  }

  private void forEach(String from, @Nullable String before, Consumer<Hash> consumer) {
    NavigableSet<Hash> rest = names.tailSet(first(from), true);
    (before == null ? rest : rest.headSet(first(before), false)).forEach(consumer);
  }

  private void forEach(Collection<String> prefixes, Consumer<Hash> consumer) {
    names.stream().filter(name -> prefixes.stream().anyMatch(name.hex()::startsWith)).forEach(consumer);
  }

  /** No name that begins so comes before it. */
  private static Hash first(String prefix) {
    return new Hash(prefix + "0".repeat(40 - prefix.length()));
  }
}

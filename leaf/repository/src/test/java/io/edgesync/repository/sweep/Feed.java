package io.edgesync.repository.sweep;

import io.edgesync.repository.Repository;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.sweep.SweepSource.Item;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Sends the artifacts of a source to a repository: the order, the sizes of the rounds and the form of each artifact (full text,
 * delta on some other one that may not be there yet, or as it lies in the source) follow from a seed.
 */
final class Feed {

  private final SweepSource source;
  private final Set<Hash> names;
  private final Random random;
  private final int roundMax;
  private final int storedPercent;

  /**
   * @param roundMax      most artifacts in one round
   * @param storedPercent how many of a hundred come as they lie in the source; of the others a third are deltas
   */
  Feed(SweepSource source, long seed, int roundMax, int storedPercent) {
    this.source = source;
    this.names = source.items().stream().map(Item::name).collect(Collectors.toSet());
    this.random = new Random(seed);
    this.roundMax = roundMax;
    this.storedPercent = storedPercent;
  }

  /**
   * Sends everything.
   *
   * @param progress told how many have been sent
   * @return what was refused: nothing, if all is well
   */
  List<ArtifactWriter.Refusal> into(Repository target, LongConsumer progress) {
    List<Item> order = new ArrayList<>(source.items());
    Collections.shuffle(order, random);
    Map<Item, Optional<Item>> forms = forms();
    order.sort(Comparator.comparing(Item::comesLast));
    List<ArtifactWriter.Refusal> refusals = new ArrayList<>();
    for (int from = 0; from < order.size();) {
      int to = Math.min(order.size(), from + 1 + random.nextInt(roundMax));
      try (ArtifactWriter writer = target.artifacts().receive(new Provenance(null, "192.0.2.1", null))) {
        for (Item item : order.subList(from, to)) {
          send(writer, item, forms.getOrDefault(item, Optional.empty()));
        }
        refusals.addAll(writer.finish().refusals());
      }
      from = to;
      progress.accept(from);
    }
    return refusals;
  }

  /**
   * Chooses the form of each: {@link Optional#empty} as it lies in the source, itself as full text, another one as a delta on that
   * one, which is sent as full text, so that no two are deltas of each other.
   */
  private Map<Item, Optional<Item>> forms() {
    Map<Item, Optional<Item>> forms = new HashMap<>();
    List<Item> bases = new ArrayList<>();
    List<Item> deltas = new ArrayList<>();
    for (Item item : source.items()) {
      if (random.nextInt(100) < storedPercent) {
        forms.put(item, Optional.empty());
      } else if (random.nextInt(3) == 0) {
        deltas.add(item);
      } else {
        forms.put(item, Optional.of(item));
        // A public artifact as a delta of a private one would be the sender's fault.
        if (!item.isPrivate() && !item.comesLast()) {
          bases.add(item);
        }
      }
    }
    for (Item item : deltas) {
      forms.put(item, Optional.of(bases.isEmpty() ? item : bases.get(random.nextInt(bases.size()))));
    }
    return forms;
  }

  private void send(ArtifactWriter writer, Item item, Optional<Item> form) {
    ArtifactStore store = source.store();
    if (form.isEmpty()) {
      StoredArtifact stored = store.loadStored(item.name()).orElseThrow();
      if (stored.deltaSource() == null || names.contains(stored.deltaSource())) {
        writer.stored(stored.name(), stored.deltaSource(), stored.expandedBytes(), stored.content(), item.isPrivate());
        return;
      }
      // A delta on what is not in the sample could never be read.
      stored.content().close();
    }
    Content full = store.load(item.name()).orElseThrow();
    Item base = form.orElse(item);
    if (base.equals(item)) {
      writer.file(item.name(), null, full, item.isPrivate());
      return;
    }
    try (Content before = store.load(base.name()).orElseThrow(); full) {
      byte[] delta = Delta.create(before.toArray(), full.toArray());
      writer.file(item.name(), base.name(), Content.of(delta), item.isPrivate());
    }
  }
}

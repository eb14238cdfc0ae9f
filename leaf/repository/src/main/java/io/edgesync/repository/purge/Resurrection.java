package io.edgesync.repository.purge;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.FramingException;
import io.edgesync.xfer.envelope.StoredForm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Feeds the items of a purge to the writer that stores what peers send: sources before their deltas, one in memory at a time. */
record Resurrection(RepositoryDatabase database, SqliteArtifactStore artifacts, long artifactBytesMax) {

  void of(long event, String login) {
    List<PurgeItem> items = database.write(transaction -> {
      PurgeTables tables = new PurgeTables(transaction.session());
      tables.unshun(event);
      return tables.items(event);
    });
    List<PurgeItem> held = items.stream().filter(item -> item.storedBytes() > 0).toList();
    Map<Long, PurgeItem> byId = new HashMap<>();
    held.forEach(item -> byId.put(item.id(), item));
    List<PurgeItem> ordered = inOrder(held);
    verify(ordered);
    try (ArtifactWriter writer = artifacts.receive(Provenance.local(login))) {
      for (PurgeItem item : ordered) {
        PurgeItem source = byId.get(item.sourceId());
        byte[] data = database.read(session -> new PurgeTables(session).data(item.id()));
        if (data != null) {
          writer.stored(item.name(), source == null ? null : source.name(), item.sizeBytes(), Content.of(data),
              item.isPrivate());
        }
      }
      for (ArtifactWriter.Refusal refusal : writer.finish().refusals()) {
        throw refused(event, refusal);
      }
    }
    for (PurgeItem item : held) {
      requireHeld(event, item.name());
    }
    database.write(transaction -> {
      new PurgeTables(transaction.session()).delete(event);
      return null;
    });
  }

  /** Expands and hashes every item before any of them is stored. A source is kept until the last delta on it has been seen. */
  private void verify(List<PurgeItem> ordered) {
    Map<Long, Integer> deltas = new HashMap<>();
    ordered.forEach(item -> deltas.merge(item.sourceId(), 1, Integer::sum));
    Map<Long, byte[]> sources = new HashMap<>();
    try (StoredForm form = new StoredForm(); ArtifactHasher hasher = new JdkArtifactHasher()) {
      for (PurgeItem item : ordered) {
        byte[] data = database.read(session -> new PurgeTables(session).data(item.id()));
        byte[] content = expand(item, data, sources.get(item.sourceId()), form);
        Hash actual = hasher.hash(item.name().algorithm(), content);
        if (!actual.equals(item.name())) {
          throw corrupt(item, "expected content of hash " + item.name() + ", found content of " + actual, null);
        }
        if (deltas.merge(item.sourceId(), -1, Integer::sum) == 0) {
          sources.remove(item.sourceId());
        }
        if (deltas.containsKey(item.id())) {
          sources.put(item.id(), content);
        }
      }
    }
  }

  private byte[] expand(PurgeItem item, byte @Nullable [] data, byte @Nullable [] source, StoredForm form) {
    if (data == null) {
      throw corrupt(item, "its content is gone", null);
    }
    int bytesMax = (int) Math.min(artifactBytesMax, Integer.MAX_VALUE - 16);
    if (item.sizeBytes() > bytesMax) {
      throw new RepositoryException.TooLarge(item.name(), item.sizeBytes(), bytesMax);
    }
    try {
      byte[] inside = form.unframe(data, 0, data.length, bytesMax);
      return source == null ? inside : Delta.apply(source, inside, bytesMax);
    } catch (FramingException | DeltaException e) {
      throw corrupt(item, String.valueOf(e.getMessage()), e);
    }
  }

  private static RepositoryException.Corrupt corrupt(PurgeItem item, String observation, @Nullable Throwable cause) {
    return new RepositoryException.Corrupt("purge item " + item.id(), observation, cause);
  }

  private static RepositoryException refused(long event, ArtifactWriter.Refusal refusal) {
    return switch (refusal.reason()) {
      case WRONG_HASH, MALFORMED -> new RepositoryException.Corrupt("purge " + event, refusal.text(), null);
      case TOO_LARGE, SOURCE_TOO_LARGE, SHUNNED, HASH_POLICY, PRIVATE_SOURCE, NO_MEMORY ->
        new RepositoryException.Refused("purge " + event + ": " + refusal.text());
    };
  }

  private void requireHeld(long event, Hash name) {
    if (!artifacts.lookup(name).isHeld()) {
      throw new RepositoryException.Corrupt("purge " + event, "artifact " + name + " could not be brought back", null);
    }
  }

  /** Sources first. What is only reached through itself comes from nowhere. */
  private static List<PurgeItem> inOrder(List<PurgeItem> items) {
    Map<Long, List<PurgeItem>> bySource = new HashMap<>();
    items.forEach(item -> bySource.computeIfAbsent(item.sourceId(), id -> new ArrayList<>()).add(item));
    List<PurgeItem> ordered = new ArrayList<>(items.size());
    Deque<PurgeItem> next = new ArrayDeque<>(bySource.getOrDefault(0L, List.of()));
    while (!next.isEmpty()) {
      PurgeItem item = next.poll();
      ordered.add(item);
      bySource.getOrDefault(item.id(), List.of()).reversed().forEach(next::push);
    }
    if (ordered.size() < items.size()) {
      PurgeItem lost = missing(items, ordered);
      throw corrupt(lost, "is a delta on what is not in its purge, or on itself", null);
    }
    return ordered;
  }

  private static PurgeItem missing(List<PurgeItem> items, List<PurgeItem> ordered) {
    List<PurgeItem> left = new ArrayList<>(items);
    left.removeAll(ordered);
    return left.getFirst();
  }
}

package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads artifacts for callers outside transactions. Stored bytes are read in short transactions; memory is acquired, bytes are inflated
 * and deltas applied between them, on the caller's thread.
 */
record Loader(StorageContext context, boolean isInTurn, Duration patience) {

  /** What does not compress is larger as it is stored, by less than this. */
  private static final long FRAMING_BYTES_MAX = 1 << 20;
  private static final int ATTEMPTS = 10;
  static final Duration BUDGET_PATIENCE = Duration.ofSeconds(20);

  /** For one who stores, and so holds what came. */
  Loader(StorageContext context) {
    this(context, false, BUDGET_PATIENCE);
  }

  /** For one who holds nothing else: what is large waits for others who do, in their order. */
  static Loader inTurn(StorageContext context) {
    return new Loader(context, true, BUDGET_PATIENCE);
  }

  /** For one who has waited in vain before, or does not need it so much. */
  Loader withoutPatience() {
    return new Loader(context, isInTurn, Duration.ZERO);
  }

  /** What a content is wanted for: as it is, as what a delta applies to, or in stored form. */
  private enum Form {
    PLAIN, SOURCE, FRAMED
  }

  /** {@code framed} is what was read of the chain so far and not used yet, by place in it. */
  private record Plan(DeltaChain chain, Map<Integer, byte[]> framed) {}

  /** Each unless it is not held, is larger than {@code bytesMax}, or finds no room; their stored bytes are read at once. */
  List<Optional<Content>> loadSmall(List<Hash> names, int bytesMax) {
    List<@Nullable Plan> plans = context.database().read(session -> {
      List<@Nullable Plan> all = new ArrayList<>(names.size());
      for (Hash name : names) {
        all.add(plan(session, name, bytesMax));
      }
      return all;
    });
    List<Optional<Content>> loaded = new ArrayList<>(names.size());
    boolean done = false;
    try {
      for (int i = 0; i < names.size(); i++) {
        Plan plan = plans.get(i);
        loaded.add(plan == null ? Optional.empty() : small(names.get(i), plan, bytesMax));
      }
      done = true;
      return loaded;
    } finally {
      if (!done) {
        loaded.forEach(content -> content.ifPresent(Content::close));
      }
    }
  }

  private Optional<Content> small(Hash name, Plan plan, int bytesMax) {
    try {
      Content content = expand(name, plan, Form.PLAIN);
      return content == null ? load(name, bytesMax, Form.PLAIN) : Optional.of(content);
    } catch (RepositoryException.TooLarge | RepositoryException.OutOfBudget tooMuch) {
      return Optional.empty();
    }
  }

  /** Empty unless held. */
  Optional<Content> load(Hash name) {
    return load(name, Long.MAX_VALUE, Form.PLAIN);
  }

  /** As {@link #load(Hash)}, of whatever size: what a delta applies to need not be something that is given or taken. */
  Optional<Content> loadSource(Hash name) {
    return load(name, Long.MAX_VALUE, Form.SOURCE);
  }

  private Optional<Content> load(Hash name, long bytesMax, Form form) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Plan plan = context.database().read(session -> plan(session, name, bytesMax));
      if (plan == null) {
        return Optional.empty();
      }
      Content content = expand(name, plan, form);
      if (content != null) {
        return Optional.of(content);
      }
    }
    throw new RepositoryException.Corrupt(name, "its rows changed at each of " + ATTEMPTS + " attempts to read them",
        null);
  }

  private @Nullable Plan plan(SqlSession session, Hash name, long bytesMax) throws SQLException {
    Blobs blobs = context.blobs(session);
    BlobRow row = blobs.byName(name);
    if (row == null || row.isPhantom() || row.sizeBytes() > bytesMax) {
      return null;
    }
    DeltaChain chain = DeltaChain.of(blobs, row.rid(), context.cache()::get);
    if (chain == null) {
      return null;
    }
    Map<Integer, byte[]> framed = new HashMap<>();
    if (chain.framedBytes() <= ChainMemory.AT_ONCE_BYTES) {
      for (int i = 0; i < chain.rows().size(); i++) {
        byte[] bytes = blobs.content(chain.rows().get(i).rid());
        if (bytes != null) {
          framed.put(i, bytes);
        }
      }
    }
    return new Plan(chain, framed);
  }

  private @Nullable Content expand(Hash name, Plan plan, Form form) {
    DeltaChain chain = plan.chain();
    byte[] base = chain.base();
    long baseBytes = base == null ? 0 : base.length;
    long bytes = chain.rows().isEmpty() ? baseBytes : chain.rows().getFirst().sizeBytes();
    if (form != Form.SOURCE && bytes > context.artifactBytesMax()) {
      throw new RepositoryException.TooLarge(name, bytes, context.artifactBytesMax());
    }
    ChainMemory memory = new ChainMemory(baseBytes);
    chain.rows().reversed().forEach(memory::add);
    if (memory.isTooMuch(context.options(), form == Form.FRAMED)) {
      throw RepositoryException.TooLarge.onTheWay(name, context.options().budget().totalBytes());
    }
    int bytesMax = (int) Math.max(memory.largestBytes(), context.artifactBytesMax());
    return charged(name, memory.bytes(form == Form.FRAMED), () -> {
      try (StoredForm stored = new StoredForm()) {
        byte[] made = chain.expand(place -> framed(place, plan), stored, context.cache(), bytesMax);
        return made == null || form != Form.FRAMED ? made : stored.frame(made, 0, made.length);
      }
    });
  }

  /** What is made under a charge. */
  @FunctionalInterface
  private interface Making {
    byte @Nullable [] make() throws SQLException;
  }

  /** What is made with so much memory, charged with its own bytes then; null where nothing is. */
  private @Nullable Content charged(Hash name, long bytes, Making making) {
    MemoryBudget.Charge charge = acquire(name, bytes);
    boolean kept = false;
    try {
      byte[] made = making.make();
      if (made == null) {
        return null;
      }
      charge.shrinkTo(made.length);
      kept = true;
      return Content.of(made, charge);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } finally {
      if (!kept) {
        charge.close();
      }
    }
  }

  private byte @Nullable [] framed(int place, Plan plan) {
    byte[] read = plan.framed().remove(place);
    if (read != null) {
      return read;
    }
    context.database().read(session -> {
      readAhead(session, place, plan);
      return null;
    });
    return plan.framed().remove(place);
  }

  /** From the far end of a chain towards its artifact, as many stored bytes as one short read takes; nothing of a row that has changed. */
  private void readAhead(SqlSession session, int from, Plan plan) throws SQLException {
    long bytes = 0;
    for (int place = from; place >= 0 && (place == from || bytes < ChainMemory.AT_ONCE_BYTES); place--) {
      BlobRow row = plan.chain().rows().get(place);
      byte[] framed = bytes + row.framedBytes() <= ChainMemory.AT_ONCE_BYTES || place == from
          ? unchanged(session, row)
          : null;
      if (framed == null) {
        return;
      }
      bytes += framed.length;
      plan.framed().put(place, framed);
    }
  }

  private byte @Nullable [] unchanged(SqlSession session, BlobRow row) throws SQLException {
    return context.blobs(session).contentIfUnchanged(row);
  }

  /** Empty unless held. */
  Optional<StoredArtifact> loadStored(Hash name, long sourceBytesMax) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      StoredRow row = context.database().read(session -> StoredRow.of(context.blobs(session), name, sourceBytesMax));
      if (row == null) {
        return Optional.empty();
      }
      if (row.mustExpand()) {
        return load(name, Long.MAX_VALUE, Form.FRAMED)
            .map(framed -> new StoredArtifact(name, null, row.blob().sizeBytes(), row.isPrivate(), framed));
      }
      long largest = Math.max(row.blob().sizeBytes(), row.blob().framedBytes() - FRAMING_BYTES_MAX);
      if (largest > context.artifactBytesMax()) {
        throw new RepositoryException.TooLarge(name, largest, context.artifactBytesMax());
      }
      Content framed = charged(name, row.blob().framedBytes(),
          () -> context.database().read(session -> unchanged(session, row.blob())));
      if (framed != null) {
        return Optional.of(
            new StoredArtifact(name, row.sourceName(), row.blob().sizeBytes(), row.isPrivate(), framed));
      }
      DeltaChain.requireContent(row.blob());
    }
    throw new RepositoryException.Corrupt(name, "its rows changed at each of " + ATTEMPTS + " attempts to read them",
        null);
  }

  MemoryBudget.Charge acquire(Hash name, long bytes) {
    try {
      MemoryBudget budget = context.options().budget();
      return isInTurn ? budget.acquire(bytes, patience) : budget.acquireMore(bytes, patience);
    } catch (MemoryBudget.ExhaustedException e) {
      throw new RepositoryException.OutOfBudget(name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RepositoryException.Closed(context.database().file(), "interrupted while waiting for memory");
    }
  }
}

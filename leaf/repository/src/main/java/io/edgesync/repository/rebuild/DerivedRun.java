package io.edgesync.repository.rebuild;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.database.Outcome;
import io.edgesync.repository.database.Schema;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.structure.JulianDay;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The part of a rebuild from the artifacts to the derived tables. The trees that hold check-ins are walked first; then a second thread
 * makes the tables while the walk goes on through the contents of files, which only have to be hashed. Should a structural artifact
 * turn up there after all, or one that was taken for structural have a wrong checksum, the tables are made once more: correct in any
 * case, quick in the usual one.
 */
final class DerivedRun implements AutoCloseable {

  /** What was made from the catalog. */
  private record Made(BulkCrosslink links, BitSet isPrivate) {}

  private final Connection connection;
  private final HashPolicy policy;
  private final RebuildOptions options;
  private final BlobIndex blobs;
  private final DeltaForest forest;
  private final ArtifactSlots slots;
  private final PathNames paths = new PathNames();
  private final Catalog catalog;
  private final StructureReader structure;
  private final ArtifactPass pass;
  /** Held by whoever of the two threads runs a statement that the other's would be in the way of. */
  private final Lock statements = new ReentrantLock();
  private final TreeWalk walk;
  private final RebuildArtifacts artifacts;
  private @Nullable FutureTask<Made> making;

  DerivedRun(Connection connection, HashPolicy policy, RebuildOptions options) throws SQLException {
    this.connection = connection;
    this.policy = policy;
    this.options = options;
    this.blobs = BlobIndex.read(connection);
    this.forest = DeltaForest.read(connection, blobs);
    this.slots = new ArtifactSlots(connection, blobs, policy);
    this.catalog = new Catalog(blobs.rows());
    this.structure = new StructureReader(slots, paths, catalog);
    this.pass = new ArtifactPass(blobs, forest, options, structure);
    this.walk = new TreeWalk(StoredRows.inTransaction(connection, statements, blobs), forest, options);
    this.artifacts = new RebuildArtifacts(connection, blobs, forest, slots, walk);
  }

  RebuildReport run() throws SQLException, InterruptedException {
    TreeOrder order = TreeOrder.of(connection, blobs, forest);
    pass.run(walk, order.first(), order.rest(), this::beginMaking);
    Made made = finishMaking();
    if (!pass.wrong().isEmpty()) {
      throw new WrongArtifactsException(pass.wrong());
    }
    if (!pass.wrongChecksums().isEmpty() || !structure.missed().isEmpty()) {
      completeCatalog();
      made = make();
    }
    DerivedTables.correctSizes(connection, blobs, pass);
    DerivedTables.setPrivate(connection, blobs, made.isPrivate);
    if (made.links.sawDeltaManifest()) {
      DerivedTables.noteDeltaManifests(connection, options.clock().instant());
    }
    OtherKinds.crosslink(connection, made.links.others(), walk, artifacts, options);
    if (options.makesTrunk()) {
      new TrunkTags(connection, artifacts, policy, options).createWhereMissing();
    }
    return new RebuildReport(pass.done(), catalog.entries().size(), pass.phantoms(), pass.dangling(),
        pass.expandedBytes(), pass.wrongSizes().size());
  }

  /** On two processors the tables, which one thread makes, would be ready long after the last name was checked. */
  private void beginMaking(NameCheck names) {
    structure.close();
    names.lend();
    FutureTask<Made> task = new FutureTask<>(() -> {
      try {
        return make();
      } finally {
        names.takeBack();
      }
    });
    making = task;
    Thread.ofPlatform().name("derived-tables").daemon(true).start(task);
  }

  /** Waits for the other thread, also when interrupted, since it uses the connection. */
  private Made finishMaking() throws SQLException {
    FutureTask<Made> task = making;
    if (task == null) {
      throw new IllegalStateException("the walk ended before the tables were begun");
    }
    try {
      return Outcome.of(task, () -> {});
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      making = null;
    }
  }

  private static SQLException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case SQLException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> throw new IllegalStateException("making the tables failed", cause);
    };
  }

  /** Brings the catalog to what it would be, had all trees been read for it. */
  private void completeCatalog() throws SQLException, InterruptedException {
    BitSet missed = (BitSet) structure.missed().clone();
    structure.reopen();
    TreeWalk.SecondVisitor visitor = (slot, content, neighbour, source) -> {
      if (missed.get(slot)) {
        structure.read(slot, content, -1, null);
      }
    };
    walk.runOnly(missed, visitor);
    catalog.removeAll(pass.wrongChecksums());
    DerivedTables.removePhantomsAbove(connection, blobs.ridMax());
  }

  /** Drops the derived tables and fills new ones. */
  private Made make() throws SQLException {
    catalog.sort(forest.visitOfEach(blobs));
    FileComparison files = new FileComparison(catalog, slots, paths);
    BulkCrosslink links = new BulkCrosslink(catalog, slots, files, TagId.NAMES,
        DerivedTables.wording(connection), JulianDay.of(options.clock().instant()));
    links.run();
    BitSet wasPrivate = DerivedTables.privateSlots(connection, blobs);
    statements.lock();
    try {
      DerivedTables.recreate(connection);
    } finally {
      statements.unlock();
    }
    TableWriter writer = new TableWriter(connection, blobs, slots, catalog, links, files, wasPrivate);
    writer.write();
    Schema.createDerivedIndexes(connection);
    return new Made(links, writer.nowPrivate());
  }

  /** Waits until nobody works on the connection any longer; commits nothing. */
  @Override
  public void close() throws SQLException {
    FutureTask<Made> task = making;
    try {
      if (task != null) {
        Outcome.of(task, () -> {});
      }
    } catch (ExecutionException e) {
      // The failure of the walk is on its way to the caller already.
      assert e.getCause() != null;
    }
    walk.close();
    artifacts.close();
  }
}

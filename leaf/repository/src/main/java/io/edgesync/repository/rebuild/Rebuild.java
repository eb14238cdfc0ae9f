package io.edgesync.repository.rebuild;

import io.edgesync.repository.database.Schema;
import io.edgesync.repository.structure.JulianDay;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Makes the derived tables of a repository from its artifacts, as {@code fossil rebuild} does, and checks every artifact's name on
 * the way. Source: Fossil {@code src/rebuild.c, rebuild_db()}; fossil-repository reference 6.14.
 */
public final class Rebuild {

  private Rebuild() {}

  /**
   * Drops and remakes all derived tables inside the transaction that the caller has begun on {@code writer}; the caller commits,
   * or rolls back when this throws. Every held artifact is expanded exactly once and hashed; {@code blob.size} is set right.
   * {@code blob}, {@code delta} and the other durable tables stay as they are, apart from sizes, phantoms that the artifacts refer
   * to, and {@code private} rows that follow from tags.
   *
   * <p>Rows of {@code blob} that are shunned stay where they are and are referred to by
   * nothing; a stock rebuild removes them.
   *
   * @throws WrongArtifactsException when an artifact is not what its name says: all of them are named
   * @throws InterruptedException    when the thread was interrupted; nothing is left running
   */
  public static RebuildReport run(Connection writer, RebuildOptions options) throws SQLException, InterruptedException {
    BlobIndex blobs = BlobIndex.read(writer);
    DeltaForest forest = DeltaForest.read(writer, blobs);
    ArtifactSlots slots = new ArtifactSlots(writer, blobs);
    PathNames paths = new PathNames();
    Catalog catalog = new Catalog(blobs.rows());
    ArtifactPass pass = new ArtifactPass(blobs, forest, options, new StructureReader(blobs, slots, paths, catalog));
    pass.run(writer);
    if (!pass.wrong().isEmpty()) {
      throw new WrongArtifactsException(pass.wrong());
    }
    catalog.removeAll(pass.wrongChecksums());
    FileComparison files = new FileComparison(catalog, slots, paths);
    BulkCrosslink links = new BulkCrosslink(catalog, slots, files, Schema.PREDEFINED_TAGS,
        DerivedTables.wording(writer),
        JulianDay.of(options.clock().instant()));
    links.run();
    DerivedTables.recreate(writer);
    BitSet isPrivate = DerivedTables.privateSlots(writer, blobs);
    new TableWriter(writer, blobs, slots, catalog, links, files, isPrivate).write();
    DerivedTables.correctSizes(writer, blobs, pass);
    DerivedTables.setPrivate(writer, blobs, isPrivate);
    if (links.sawDeltaManifest()) {
      DerivedTables.noteDeltaManifests(writer, options.clock().instant());
    }
    try (TreeWalk walk = new TreeWalk(writer, blobs, forest, options.artifactBytesMax(), options.bytesInFlightMax());
        RebuildArtifacts artifacts = new RebuildArtifacts(writer, blobs, forest, slots, walk)) {
      OtherKinds.crosslink(writer, links.later(), forest, walk, artifacts, options);
    }
    return new RebuildReport(pass.done(), catalog.entries().size(), pass.phantoms(), pass.dangling(),
        pass.expandedBytes(), pass.wrongSizes().size(), List.of());
  }

  /**
   * Checks every artifact's name and size and changes nothing: the same walk, read-only. What is wrong is listed in the report.
   *
   * @param reader a connection on which nobody else works meanwhile; one read transaction is enough, and holds stock Fossil's
   *               writers off only when the file is in rollback-journal mode and they want to commit
   */
  public static RebuildReport verify(Connection reader, RebuildOptions options)
      throws SQLException, InterruptedException {
    BlobIndex blobs = BlobIndex.read(reader);
    DeltaForest forest = DeltaForest.read(reader, blobs);
    ArtifactPass pass = new ArtifactPass(blobs, forest, options, ArtifactPass.Reader.NONE);
    pass.run(reader);
    List<WrongArtifact> wrong = new ArrayList<>(pass.wrong());
    for (int slot : pass.wrongSizes()) {
      wrong.add(new WrongArtifact(blobs.names().hex(slot),
          "expected " + blobs.size(slot) + " bytes, the content has " + pass.expandedSize(slot)));
    }
    return new RebuildReport(pass.done(), 0, pass.phantoms(), pass.dangling(), pass.expandedBytes(), 0, wrong);
  }
}

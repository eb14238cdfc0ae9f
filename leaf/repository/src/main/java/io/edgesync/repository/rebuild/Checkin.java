package io.edgesync.repository.rebuild;

import io.edgesync.repository.structure.Manifest.CherryPick;
import io.edgesync.repository.structure.TagChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check-in as the bulk path keeps it, with slots for hashes and numbers for file names.
 *
 * @param parents     slots of the P-card
 * @param baseline    slot of the B-card; negative in a manifest that is complete in itself
 * @param own         the manifest's own F-cards
 * @param renames     pairs of path numbers: new name, old name
 * @param linesCanBeShared whether its F-cards stand in the text exactly as {@code own} has them, so that a manifest stored as a
 *                    delta of this one can be read through it
 */
record Checkin(int slot, int[] parents, int baseline, double julianDay, FileTree own, int[] renames,
    List<CherryPick> picks,
    List<TagChange> tags, @Nullable String user, @Nullable String comment, boolean linesCanBeShared) {

  boolean isDelta() {
    return baseline >= 0;
  }
}

package io.edgesync.repository.rebuild;

import java.util.List;

/**
 * What a rebuild or a verification saw.
 *
 * @param artifacts           held artifacts that were expanded and checked
 * @param structural          those that are structural: check-ins, controls, wiki pages and so on
 * @param phantoms            names that are known and not held
 * @param dangling            artifacts whose delta chain ends in a phantom, so that they could not be expanded
 * @param expandedBytes       sum of the sizes of the expanded artifacts
 * @param sizesCorrected      rows of {@code blob} whose size was wrong
 * @param wrong               artifacts that are not what their name says, in rid order; after a rebuild always empty
 */
public record RebuildReport(int artifacts, int structural, int phantoms, int dangling, long expandedBytes,
    int sizesCorrected, List<WrongArtifact> wrong) {

  public RebuildReport {
    wrong = List.copyOf(wrong);
  }
}

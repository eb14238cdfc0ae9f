package io.edgesync.repository.rebuild;

/**
 * What a rebuild saw.
 *
 * @param artifacts           held artifacts that were expanded and checked
 * @param structural          those that are structural: check-ins, controls, wiki pages and so on
 * @param phantoms            names that are known and not held
 * @param dangling            artifacts whose delta chain ends in a phantom, so that they could not be expanded
 * @param expandedBytes       sum of the sizes of the expanded artifacts
 * @param sizesCorrected      rows of {@code blob} whose size was wrong
 */
public record RebuildReport(int artifacts, int structural, int phantoms, int dangling, long expandedBytes,
    int sizesCorrected) {}

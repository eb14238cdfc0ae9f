package io.edgesync.repository.rebuild;

import java.util.List;

/**
 * What a verification saw.
 *
 * @param artifacts     held artifacts that were expanded and hashed
 * @param phantoms      names that are known and not held
 * @param dangling      artifacts whose delta chain ends in a phantom: they wait for it, and that is no fault
 * @param expandedBytes sum of the sizes of the expanded artifacts
 * @param wrong         what is wrong: artifacts in rid order, then contradictions between tables
 */
public record VerificationReport(int artifacts, int phantoms, int dangling, long expandedBytes,
    List<WrongArtifact> wrong) {

  public VerificationReport {
    wrong = List.copyOf(wrong);
  }
}

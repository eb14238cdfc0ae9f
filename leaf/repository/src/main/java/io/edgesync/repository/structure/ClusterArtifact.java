package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster: names of artifacts, so that one name announces hundreds.
 *
 * @param members the M-cards, strictly increasing
 */
public record ClusterArtifact(List<Hash> members) implements Artifact {

  public ClusterArtifact {
    members = List.copyOf(members);
  }

  @Override
  public double julianDay() {
    return 0;
  }

  @Override
  public @Nullable String user() {
    return null;
  }
}

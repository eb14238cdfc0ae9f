package io.edgesync.repository.structure;

import java.util.List;

/** A control artifact: tags set and cancelled on other artifacts. Every tag has a target. */
public record ControlArtifact(double julianDay, List<TagChange> tags, String user)
    implements
      Artifact {

  public ControlArtifact {
    tags = List.copyOf(tags);
  }
}

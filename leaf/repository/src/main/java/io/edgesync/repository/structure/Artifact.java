package io.edgesync.repository.structure;

import org.jspecify.annotations.Nullable;

/** A structural artifact: text made of cards that Fossil's parser accepts. {@link ArtifactParser} makes them. */
public sealed interface Artifact
    permits
    Manifest,
    ClusterArtifact,
    ControlArtifact,
    WikiPage,
    TicketChange,
    Attachment,
    Technote,
    ForumPost {

  /** The D-card as a Julian day, exactly as SQLite's {@code julianday()} gives it; 0 for a cluster, which has none. */
  double julianDay();

  /** The U-card; {@code null} where the kind does not need one and none was given. */
  @Nullable
  String user();
}

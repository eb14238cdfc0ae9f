package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check-in. With a B-card it is a delta manifest: {@link #files()} then lists only what differs from the baseline, and an
 * entry without a hash is a deletion.
 *
 * @param baseline the B-card of a delta manifest
 * @param comment the C-card, unescaped; optional in old manifests
 * @param julianDay the D-card
 * @param files the F-cards, sorted by name
 * @param mimetype the N-card
 * @param parents the P-card; the first is the primary parent
 * @param cherryPicks the Q-cards, in artifact order
 * @param repositoryChecksum the R-card: 32 hexadecimal digits
 * @param tags the T-cards, in artifact order
 * @param user the U-card
 */
public record Manifest(
    @Nullable Hash baseline,
    @Nullable String comment,
    double julianDay,
    FileList files,
    @Nullable String mimetype,
    List<Hash> parents,
    List<CherryPick> cherryPicks,
    @Nullable String repositoryChecksum,
    List<TagChange> tags,
    @Nullable String user)
    implements
      Artifact {

  public Manifest {
    parents = List.copyOf(parents);
    cherryPicks = List.copyOf(cherryPicks);
    tags = List.copyOf(tags);
  }

  /** Whether this manifest lists only differences from a baseline. */
  public boolean isDelta() {
    return baseline != null;
  }

  /**
   * A Q-card: the changes of a check-in, or of those from {@code base} to it, were picked into or backed out of this one.
   *
   * @param backedOut {@code -} rather than {@code +}
   */
  public record CherryPick(boolean backedOut, Hash target, @Nullable Hash base) {}
}

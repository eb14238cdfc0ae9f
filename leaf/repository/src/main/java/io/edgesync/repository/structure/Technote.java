package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a technote (an "event" in older words).
 *
 * @param eventJulianDay when the thing happened that the note is about
 * @param id what stays the same over all versions: 40 or 64 hexadecimal digits, as they stand in the card
 * @param tags only {@code +name *}
 */
public record Technote(
    @Nullable String comment,
    double julianDay,
    double eventJulianDay,
    String id,
    @Nullable String mimetype,
    List<Hash> parents,
    List<TagChange> tags,
    @Nullable String user,
    String text)
    implements
      Artifact {

  public Technote {
    parents = List.copyOf(parents);
    tags = List.copyOf(tags);
  }
}

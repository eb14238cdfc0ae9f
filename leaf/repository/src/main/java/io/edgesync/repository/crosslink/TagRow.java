package io.edgesync.repository.crosslink;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code tagxref}.
 *
 * @param tagType   0 cancelled, 1 on this artifact alone, 2 propagating
 * @param sourceRid the artifact that carries the T-card; 0 for a propagated copy
 * @param originRid the artifact on which the tag was set
 * @param mtime     Julian day of the tag
 * @param rid       the tagged artifact
 */
public record TagRow(
    int tagId, int tagType, long sourceRid, long originRid, @Nullable String value, double mtime, long rid) {

  /** The same on another artifact. */
  TagRow on(long other) {
    return new TagRow(tagId, tagType, sourceRid, originRid, value, mtime, other);
  }
}

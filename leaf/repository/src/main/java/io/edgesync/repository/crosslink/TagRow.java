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

  public static final int BGCOLOR = 1;
  public static final int COMMENT = 2;
  public static final int USER = 3;
  public static final int DATE = 4;
  public static final int HIDDEN = 5;
  public static final int PRIVATE = 6;
  public static final int CLUSTER = 7;
  public static final int BRANCH = 8;
  public static final int CLOSED = 9;
  public static final int PARENT = 10;
  public static final int NOTE = 11;
}

package io.edgesync.repository.timeline;

import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a check-in, amendments applied.
 *
 * @param parents  the primary parent first
 * @param children in the order of their dates
 * @param tags     active symbolic tags, sorted; the branch's own among them
 * @param isLeaf   no child is on the same branch
 * @param isClosed tagged {@code closed}
 */
public record CheckinInfo(
    Hash hash,
    Instant at,
    String user,
    String comment,
    String branch,
    List<Hash> parents,
    List<Hash> children,
    List<String> tags,
    boolean isLeaf,
    boolean isClosed,
    boolean isPrivate) {

  public CheckinInfo {
    parents = List.copyOf(parents);
    children = List.copyOf(children);
    tags = List.copyOf(tags);
  }
}

package io.edgesync.repository.timeline;

import io.edgesync.repository.tag.TagOn;
import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a check-in, amendments applied.
 *
 * @param at         when, as on the timeline
 * @param original   date, user and comment as they were committed
 * @param branch     the main branch's name where nothing is said
 * @param parents    the primary parent first, then what was merged
 * @param children   in the order of their dates
 * @param mergedInto those of the children whose primary parent is another one
 * @param picks      what was cherry-picked or backed out
 * @param tags       active symbolic tags, sorted; the branch's own among them
 * @param allTags    active tags of every sort with their values, by name
 * @param isLeaf     no child is on the same branch
 * @param isClosed   tagged {@code closed}
 * @param isHidden   tagged {@code hidden}
 */
public record CheckinInfo(
    Hash hash,
    Instant at,
    String user,
    String comment,
    Original original,
    String branch,
    List<Hash> parents,
    List<Hash> children,
    List<Hash> mergedInto,
    List<Pick> picks,
    List<String> tags,
    List<TagOn> allTags,
    boolean isLeaf,
    boolean isClosed,
    boolean isHidden,
    boolean isPrivate) {

  /** What was committed, before any amendment. */
  public record Original(Instant at, String user, String comment) {}

  /** A check-in that was taken over by itself, or backed out. */
  public record Pick(Hash checkin, boolean isBackout) {}

  public CheckinInfo {
    parents = List.copyOf(parents);
    children = List.copyOf(children);
    mergedInto = List.copyOf(mergedInto);
    picks = List.copyOf(picks);
    tags = List.copyOf(tags);
    allTags = List.copyOf(allTags);
  }

  /** The parents that were merged: all but the first. */
  public List<Hash> mergeParents() {
    return parents.subList(Math.min(1, parents.size()), parents.size());
  }
}

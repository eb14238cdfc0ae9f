package io.edgesync.repository.database;

import java.util.List;

/**
 * The ids of the tags that every repository begins with: {@code tag.tagid}. Tags that artifacts bring get greater ones. Source: Fossil
 * {@code src/schema.c, TAG_BGCOLOR} and what follows it.
 */
public final class TagId {

  /** The background of the event. */
  public static final int BGCOLOR = 1;
  /** The comment in place of the one that the artifact has. */
  public static final int COMMENT = 2;
  /** The user in place of the one that the artifact has. */
  public static final int USER = 3;
  /** The date in place of the one that the artifact has. */
  public static final int DATE = 4;
  public static final int HIDDEN = 5;
  public static final int PRIVATE = 6;
  public static final int CLUSTER = 7;
  /** Its value is the name of the branch. */
  public static final int BRANCH = 8;
  public static final int CLOSED = 9;
  /** Its value is the parents in place of those that the check-in has. */
  public static final int PARENT = 10;
  /** The last of them. */
  public static final int NOTE = 11;

  /** Their names, in the order of the ids, of which the first is 1. */
  public static final List<String> NAMES = List.of("bgcolor", "comment", "user", "date", "hidden", "private", "cluster",
      "branch", "closed", "parent", "note");

  private TagId() {}
}

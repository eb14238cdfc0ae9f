package io.edgesync.repository.timeline;

/**
 * Artifacts that are stored and synchronised, and whose tables (timeline entries of wiki pages, tickets and so on) are not made
 * here yet: {@code fossil rebuild} makes them.
 */
public record AwaitingRebuild(int wikiPages, int tickets, int technotes, int attachments, int forumPosts) {

  public static final AwaitingRebuild NONE = new AwaitingRebuild(0, 0, 0, 0, 0);

  public int total() {
    return wikiPages + tickets + technotes + attachments + forumPosts;
  }

  /** One line for people; empty where nothing waits. */
  public String text() {
    if (total() == 0) {
      return "";
    }
    StringBuilder parts = new StringBuilder();
    append(parts, wikiPages, "wiki page versions");
    append(parts, tickets, "ticket changes");
    append(parts, technotes, "technote versions");
    append(parts, attachments, "attachments");
    append(parts, forumPosts, "forum posts");
    return parts + " are stored and synchronised, their tables wait for a `fossil rebuild`";
  }

  private static void append(StringBuilder parts, int count, String what) {
    if (count > 0) {
      parts.append(parts.isEmpty() ? "" : ", ").append(count).append(' ').append(what);
    }
  }
}

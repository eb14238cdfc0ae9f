package io.edgesync.agent.status;

/** How a repository stands with a peer, in one word; of several that hold, the first in this order. */
public enum Standing {
  /** It is not heard of any more. */
  GONE("gone"),
  /** The last session was refused in whole, or in what it was to push. */
  DENIED("denied"),
  /** The last session broke off, and nothing has shown since that the sets are equal. */
  FAILED("failed"),
  /** Both hold the same public artifacts: the fingerprints were equal at a stated time and nothing has changed here since. */
  IN_SYNC("in sync"),
  /** An artifact does not cross. */
  BLOCKED("blocked"),
  /** No session has ended yet. */
  NEVER("never tried"),
  /** The peer holds artifacts that we lack. */
  BEHIND("behind"),
  /** The sets are not equal, and we know of nothing that we lack: the peer lacks something, or says something else soon. */
  DIFFERENT("different"),
  /** The last session did all that was asked; nothing tells whether the sets are equal now. */
  COMPLETED("completed");

  private final String word;

  Standing(String word) {
    this.word = word;
  }

  /** The word for people and JSON. */
  public String word() {
    return word;
  }

  /** Whether somebody should look at it. */
  public boolean isTrouble() {
    return switch (this) {
      case DENIED, FAILED, BLOCKED -> true;
      case GONE, IN_SYNC, NEVER, BEHIND, DIFFERENT, COMPLETED -> false;
    };
  }
}

package io.edgesync.mesh.broker;

import org.jspecify.annotations.Nullable;

/** Why a leafnode link did not come up, or came down. */
final class LinkFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** What to do about it. */
  enum Remedy {
    /** It may be better in a moment. */
    AGAIN,
    /** This address does not want the link, and a quick redial would only repeat it; another one may. */
    ELSEWHERE,
    /** The address does not know who we say to be. */
    OTHER_LOGIN,
    /**
     * By this link something leads back to where it came from. Where several came up together, each may have fallen for the same loop:
     * it is dialled once more soon, at a moment of its own, and only then does no address do for a while.
     */
    LOOP,
    /** No address will do for a while. */
    LATER,
    /** The server speaks TLS only, and nothing was prepared for that. */
    WITH_TLS
  }

  private final Remedy remedy;

  private LinkFailure(String message, Remedy remedy) {
    super(message);
    this.remedy = remedy;
  }

  static LinkFailure of(Remedy remedy, String message) {
    return new LinkFailure(message, remedy);
  }

  /** Something that may be better in a moment. */
  static LinkFailure transientFailure(String message) {
    return new LinkFailure(message, Remedy.AGAIN);
  }

  /**
   * What a {@code nats-server} means by {@code -ERR}.
   *
   * @param shown of the text
   * @param ownKey what the peer would have to authorise
   * @return null where the link may live on
   */
  static @Nullable LinkFailure ofPeerError(String text, String shown, String ownKey) {
    if (text.contains("Loop detected")) {
      return of(Remedy.LOOP, "the server says that this link leads back to it by another way: " + shown);
    }
    if (text.contains("Authorization Violation")) {
      return of(Remedy.OTHER_LOGIN, "the server does not let this node in: " + shown
          + "; give user and password in the URL, or authorise the key " + ownKey);
    }
    return text.contains("cluster name") || text.contains("Permissions Violation for ")
        ? of(Remedy.LATER, "the server refuses the link: " + shown)
        : null;
  }

  Remedy remedy() {
    return remedy;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}

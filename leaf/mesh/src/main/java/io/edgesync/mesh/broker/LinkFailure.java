package io.edgesync.mesh.broker;

/** Why a leafnode link did not come up, or came down. */
final class LinkFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean refusal;

  private LinkFailure(String message, boolean refusal) {
    super(message);
    this.refusal = refusal;
  }

  /** Something that may be better in a moment. */
  static LinkFailure transientFailure(String message) {
    return new LinkFailure(message, false);
  }

  /** The other side, or we, do not want this link; a quick redial would only repeat it. */
  static LinkFailure refusal(String message) {
    return new LinkFailure(message, true);
  }

  boolean isRefusal() {
    return refusal;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}

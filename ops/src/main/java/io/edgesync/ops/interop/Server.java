package io.edgesync.ops.interop;

/** Whose program answers, and by which way. */
enum Server {
  OURS(true), OURS_OVER_NATS(true), STOCK(false);

  private final boolean isOurs;

  Server(boolean isOurs) {
    this.isOurs = isOurs;
  }

  boolean isOurs() {
    return isOurs;
  }
}

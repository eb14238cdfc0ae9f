package io.edgesync.mesh.account;

/**
 * What a user and its account may cost, below what the server allows anyway; -1 for no limit.
 *
 * @param subscriptionsMax of one connection
 * @param payloadBytesMax of one message
 * @param connectionsMax of clients in the account at one time
 * @param leafnodesMax of links in the account at one time
 */
public record UserLimits(long subscriptionsMax, long payloadBytesMax, long connectionsMax, long leafnodesMax) {
  public static final UserLimits NONE = new UserLimits(-1, -1, -1, -1);

  /** The smaller of two limits, of which -1 is none. */
  static long smaller(long one, long other) {
    return one < 0 ? other : other < 0 ? one : Math.min(one, other);
  }
}

package io.edgesync.mesh.account;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who is logged in.
 *
 * @param name of the user, or its public key; empty for nobody in particular
 * @param account whose subjects it shares
 * @param permissions null for all
 * @param limits what its user and account may cost
 * @param expiry when it has to leave; null for never
 * @param key user nkey that was proven by a signature over the nonce; null for none
 */
public record User(String name, String account, @Nullable Permissions permissions, UserLimits limits,
    @Nullable Expiry expiry, @Nullable String key) {

  /** Somebody where nobody has to log in. */
  public static final User ANYBODY = new User("", UserOptions.GLOBAL_ACCOUNT, null, UserLimits.NONE, null, null);
}

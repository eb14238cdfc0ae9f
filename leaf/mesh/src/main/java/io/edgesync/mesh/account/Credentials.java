package io.edgesync.mesh.account;

import com.grack.nanojson.JsonObject;

/**
 * What somebody presents in CONNECT; texts that are absent are empty.
 *
 * @param nkey public key of a user, with {@code sig} over the nonce
 */
public record Credentials(String user, String password, String token, String nkey, String sig, String jwt) {

  /** What those present who present nothing. */
  public static final Credentials NONE = new Credentials("", "", "", "", "", "");

  public static Credentials of(JsonObject connect) {
    var presented = new Credentials(connect.getString("user", ""), connect.getString("pass", ""),
        connect.getString("auth_token", ""), connect.getString("nkey", ""), connect.getString("sig", ""),
        connect.getString("jwt", ""));
    return presented.equals(NONE) ? NONE : presented;
  }

  /** With that JWT where there is none. */
  public Credentials orJwt(String other) {
    return jwt.isEmpty() && !other.isEmpty() ? new Credentials(user, password, token, nkey, sig, other) : this;
  }

  boolean presentsNothing() {
    return user.isEmpty() && password.isEmpty() && token.isEmpty();
  }

  @Override
  public String toString() {
    return "Credentials[…]";
  }
}

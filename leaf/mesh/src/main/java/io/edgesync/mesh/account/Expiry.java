package io.edgesync.mesh.account;

import java.time.Instant;

/**
 * When a user has to leave.
 *
 * @param error what it is told then
 */
public record Expiry(Instant at, String error) {
  static final String USER = "User Authentication Expired";
  static final String ACCOUNT = "Account Authentication Expired";
}

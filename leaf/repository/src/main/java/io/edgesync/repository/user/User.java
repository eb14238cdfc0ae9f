package io.edgesync.repository.user;

/**
 * A row of {@code user}.
 *
 * @param storedPassword {@code user.pw}: 40 characters are the hash of the password, anything else is the password itself, empty is
 *                       none at all
 * @param letters        {@code user.cap} as stored, {@code u} and {@code v} not expanded
 */
public record User(int uid, String login, String storedPassword, String letters, String info) {

  @Override
  public String toString() {
    return "User[" + login + ", " + letters + "]";
  }
}

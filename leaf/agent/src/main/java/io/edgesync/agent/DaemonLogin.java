package io.edgesync.agent;

/**
 * The Fossil user that this daemon's own sessions log in as, at every peer.
 *
 * @param user     the login name, as in the peer's {@code user} table
 * @param password the clear password, or the 40 hexadecimal digits of the shared secret; never logged
 */
public record DaemonLogin(String user, String password) {

  public DaemonLogin {
    if (user.isBlank()) {
      throw new IllegalArgumentException("user: empty login name, expected a Fossil user's name");
    }
  }

  @Override
  public String toString() {
    return "DaemonLogin[user=" + user + "]";
  }
}

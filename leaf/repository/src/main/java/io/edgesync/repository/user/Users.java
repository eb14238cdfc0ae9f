package io.edgesync.repository.user;

import java.util.List;
import java.util.Optional;

/** The users of a repository. Callable from any thread. */
public interface Users {

  Optional<User> find(String login);

  List<User> all();

  /** The user's own letters, {@code u} and {@code v} expanded by those of {@code reader} and {@code developer}; none where unknown. */
  Capabilities capabilities(String login);

  /** What a request without a login may do. */
  default Capabilities nobody() {
    return capabilities("nobody");
  }

  /** Adds a user; the password is stored as its hash. */
  void create(String login, String password, String letters, String info);

  /** Stores the hash of {@code password}. */
  void setPassword(String login, String password);

  void setCapabilities(String login, String letters);
}

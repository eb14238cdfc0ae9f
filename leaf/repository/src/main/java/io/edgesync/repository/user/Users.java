package io.edgesync.repository.user;

import io.edgesync.repository.RepositoryException;
import java.util.List;
import java.util.Optional;

/** The users of a repository. Callable from any thread. */
public interface Users {

  Optional<User> find(String login);

  List<User> all();

  /**
   * The user's own letters, {@code u} and {@code v} expanded by those of {@code reader} and {@code developer}; none where unknown. In a sync the
   * letters of {@link #nobody} come on top, those of {@code anonymous} never do.
   */
  Capabilities capabilities(String login);

  /**
   * What somebody may do on a repository's pages: everybody has the letters of {@code nobody}, whoever is logged in has those of {@code
   * anonymous} as well. {@code nobody} stands for who is not.
   */
  Capabilities onPages(String login);

  /** What a request without a login may do. */
  default Capabilities nobody() {
    return capabilities("nobody");
  }

  /** What a new user gets where nobody says otherwise: the setting {@code default-perms}, {@code u} unless it is set. */
  Capabilities defaults();

  /**
   * Whether this is the user's password, as Fossil's login page decides: not for somebody without letters or without a password, not for the
   * four users that only carry letters, and not after the date where {@code info} says {@code expires 2026-01-31}.
   */
  boolean checkPassword(String login, String password);

  /**
   * Adds a user; the password is stored as its hash, an empty one as none, with which nobody can log in.
   *
   * @throws RepositoryException.Refused where there is one of that name, or the name is empty
   */
  void create(String login, String password, String letters, String info);

  /**
   * Removes a user, and the subscription to alerts that goes with it. What the user wrote stays.
   *
   * @throws RepositoryException.Refused where there is none, or it is one of the four that every repository has, or nobody with the letter
   *                                     {@code s} would be left
   */
  void delete(String login);

  /** Stores the hash of {@code password}. */
  void setPassword(String login, String password);

  void setCapabilities(String login, String letters);

  /** Sets what is known of the user: a name, an address, {@code expires 2026-01-31}. */
  void setInfo(String login, String info);

  /** Stores the hash in place of every password that is stored as it is; returns how many there were. */
  int hashPasswords();
}

package io.edgesync.repository.authoring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who writes an artifact, and when.
 *
 * @param login the U-card
 * @param at    the D-card, to the millisecond; {@code null} for now
 */
public record Author(String login, @Nullable Instant at) {

  public Author {
    if (login.isBlank()) {
      throw new IllegalArgumentException("an artifact needs an author's login");
    }
  }

  public static Author of(String login) {
    return new Author(login, null);
  }

  public Author at(Instant when) {
    return new Author(login, when);
  }
}

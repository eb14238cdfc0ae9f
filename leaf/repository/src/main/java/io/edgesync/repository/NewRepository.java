package io.edgesync.repository;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a repository is made.
 *
 * @param adminLogin    the user who gets capability {@code s}
 * @param adminPassword in clear; only its hash is stored
 * @param projectName   null for none, as {@code fossil init} leaves it
 * @param hashPolicy    {@link HashPolicy#SHA3} is what {@code fossil init} takes
 * @param clock         dates the initial check-in
 * @param random        makes project code, server code and the anonymous user's password: a secure one in production
 */
public record NewRepository(String adminLogin, String adminPassword, @Nullable String projectName,
    HashPolicy hashPolicy,
    InstantSource clock, RandomGenerator random) {

  public NewRepository {
    if (adminLogin.isBlank() || adminPassword.isEmpty()) {
      throw new IllegalArgumentException("a new repository needs a login and a password");
    }
  }
}

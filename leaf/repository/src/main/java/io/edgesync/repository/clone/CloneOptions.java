package io.edgesync.repository.clone;

import java.util.random.RandomGenerator;

/**
 * How a clone becomes a repository.
 *
 * @param adminLogin    the user who gets capability {@code s} here
 * @param adminPassword in clear; only its hash is stored
 * @param random        makes the server code and the anonymous user's password
 */
public record CloneOptions(String adminLogin, String adminPassword, RandomGenerator random) {}

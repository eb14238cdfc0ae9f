package io.edgesync.repository.artifact;

import org.jspecify.annotations.Nullable;

/**
 * Where artifacts come from, as {@code rcvfrom} records it.
 *
 * @param login   the Fossil user, null where none is known
 * @param address the peer's IP address, null for local work
 * @param nonce   the accepted login's nonce: unique in a repository
 */
public record Provenance(@Nullable String login, @Nullable String address, @Nullable String nonce) {

  /** Work done on this device by {@code login}. */
  public static Provenance local(String login) {
    return new Provenance(login, null, null);
  }
}

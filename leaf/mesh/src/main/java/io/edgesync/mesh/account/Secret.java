package io.edgesync.mesh.account;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A password or token as the configuration has it: plain, or a bcrypt hash ({@code $2a$11$…}). Never shown.
 */
public final class Secret {
  private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]\\$\\d{2}\\$.*", Pattern.DOTALL);

  private final byte[] text;
  private final boolean hashed;

  public Secret(String text) {
    this.text = text.getBytes(StandardCharsets.UTF_8);
    this.hashed = BCRYPT.matcher(text).matches();
  }

  /** Whoever presents nothing has the right one. */
  boolean isEmpty() {
    return text.length == 0;
  }

  /** Comparing takes long, as it is meant to. */
  public boolean isHashed() {
    return hashed;
  }

  /** Whether somebody presented the right one; takes as long for a wrong one. */
  public boolean matches(@Nullable String presented) {
    byte[] given = (presented == null ? "" : presented).getBytes(StandardCharsets.UTF_8);
    if (!hashed) {
      return MessageDigest.isEqual(text, given);
    }
    BCrypt.Version version = BCrypt.Version.VERSION_2A;
    byte[] hash = text.clone();
    // The letter tells which program made the hash; all of them compute the same from valid UTF-8.
    hash[2] = 'a';
    return BCrypt.verifyer(version, LongPasswordStrategies.truncate(version)).verify(given, hash).verified;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(text, secret.text);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(text);
  }

  @Override
  public String toString() {
    return "…";
  }
}

package io.edgesync.xfer.login;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.LoginCard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The answering side's two checks of a login card: that the nonce is the hash of the body it came with, and that the signature
 * was made by somebody who knows the password. Comparisons take the same time wherever they fail. Source: {@code src/xfer.c,
 * check_tail_hash()} and {@code check_login()}.
 */
public final class LoginVerification {

  private LoginVerification() {}

  /**
   * Whether the nonce is the hash of {@code signed}: SHA1 or SHA3-256, told by its length.
   *
   * @param signed the bytes after the login line, or the whole body where the login came in a cookie; read to its end
   */
  public static boolean nonceMatches(LoginCard login, InputStream signed) throws IOException {
    String algorithm = switch (login.nonce().length()) {
      case 40 -> "SHA-1";
      case 64 -> "SHA3-256";
      default -> "";
    };
    if (algorithm.isEmpty()) {
      return false;
    }
    MessageDigest digest = Sha1.digest(algorithm);
    byte[] buffer = new byte[16384];
    for (int n = signed.read(buffer); n >= 0; n = signed.read(buffer)) {
      digest.update(buffer, 0, n);
    }
    return equalText(HexFormat.of().formatHex(digest.digest()), login.nonce());
  }

  /**
   * Whether the signature was made with the password that the repository holds.
   *
   * @param storedPassword {@code user.pw}: a shared secret, or a clear password, which is then tried both as it is and as the
   *                       secret made of it; an empty one never matches
   */
  public static boolean signatureMatches(LoginCard login, String storedPassword, ProjectCode project) {
    if (storedPassword.isEmpty()) {
      return false;
    }
    if (equalText(SharedSecret.signature(login.nonce(), storedPassword), login.signature())) {
      return true;
    }
    return storedPassword.length() != 40
        && equalText(
            SharedSecret.signature(login.nonce(), SharedSecret.of(project, login.user(), storedPassword).hex()),
            login.signature());
  }

  private static boolean equalText(String expected, String given) {
    return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}

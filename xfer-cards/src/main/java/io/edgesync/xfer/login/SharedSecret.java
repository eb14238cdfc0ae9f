package io.edgesync.xfer.login;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.LoginCard;

/**
 * What stands for a password within one project: SHA1 of {@code PROJECTCODE/LOGIN/PASSWORD}. It is the usual value of
 * {@code user.pw}, and whoever has it can log in: it never appears in a text. Source: {@code src/sha1.c,
 * sha1_shared_secret()}.
 */
public final class SharedSecret {

  private final String hex;

  private SharedSecret(String hex) {
    this.hex = hex;
  }

  /** A password of exactly 40 hexadecimal digits is taken to be the secret already, as Fossil's client does. */
  public static SharedSecret of(ProjectCode project, String login, String password) {
    return isSecret(password) ? new SharedSecret(password) : ofPassword(project, login, password);
  }

  /** Whatever the password looks like: what a repository stores for it, and what a password that somebody typed is compared with. */
  public static SharedSecret ofPassword(ProjectCode project, String login, String password) {
    return new SharedSecret(Sha1.hex(project.hex() + "/" + login + "/" + password));
  }

  static boolean isSecret(String password) {
    return password.length() == 40 && password.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
  }

  /** The 40 digits, for {@code user.pw}. */
  public String hex() {
    return hex;
  }

  /** The login card of {@code login} over a body with this nonce. */
  public LoginCard sign(String login, String nonce) {
    return new LoginCard(login, nonce, signature(nonce, hex));
  }

  static String signature(String nonce, String secret) {
    return Sha1.hex(nonce + secret);
  }

  @Override
  public String toString() {
    return "SharedSecret[…]";
  }
}

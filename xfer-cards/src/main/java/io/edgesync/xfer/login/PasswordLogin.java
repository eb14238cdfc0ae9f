package io.edgesync.xfer.login;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.LoginCard;

/** Signs with a login name and a password, or with a shared secret in the password's place. */
public final class PasswordLogin implements LoginSigner {

  private final String login;
  private final String password;

  /** @param password clear text, or 40 hexadecimal digits that are the shared secret itself */
  public PasswordLogin(String login, String password) {
    this.login = login;
    this.password = password;
  }

  @Override
  public String login() {
    return login;
  }

  @Override
  public LoginCard sign(ProjectCode project, String nonce) {
    return SharedSecret.of(project, login, password).sign(login, nonce);
  }

  @Override
  public String toString() {
    return "PasswordLogin[" + login + "]";
  }
}

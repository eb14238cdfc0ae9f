package io.edgesync.xfer.login;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.LoginCard;

/**
 * Signs bodies for one Fossil user. Holds a secret: it has no useful {@code toString} and is never logged.
 */
public interface LoginSigner {

  String login();

  /**
   * The login card over a finished body.
   *
   * @param project the project whose code is part of the shared secret
   * @param nonce   lower-case hexadecimal SHA1 of the body's bytes after the login line
   */
  LoginCard sign(ProjectCode project, String nonce);
}

package io.edgesync.cli.sync;

import io.edgesync.cli.console.Passwords;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.xfer.login.PasswordLogin;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --user} and {@code --password-file}: who asks at the peer. */
public final class PeerLogin {

  @Option(names = "--user", paramLabel = "LOGIN", description = "The Fossil user to log in as at the peer. Default: the one in the URL, else nobody.")
  private @Nullable String user;

  @Option(names = "--password-file", paramLabel = "FILE", description = "The password, on the first line. Else LEAF_PASSWORD, else a prompt.")
  private @Nullable Path passwordFile;

  /**
   * @param userInUrl the login of the URL, null when it has none
   * @return null to ask as {@code nobody}
   */
  public @Nullable PasswordLogin signer(Terminal terminal, @Nullable String userInUrl) {
    String login = user == null ? userInUrl : user;
    if (login == null) {
      if (passwordFile != null) {
        throw new WrongUsage("--password-file: no login to use it for, give --user LOGIN too");
      }
      return null;
    }
    return new PasswordLogin(login, Passwords.obtain(terminal, login, passwordFile));
  }
}

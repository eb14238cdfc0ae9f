package io.edgesync.cli.sync;

import io.edgesync.cli.console.WrongUsage;
import io.edgesync.mesh.UrlLogin;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A Fossil server as the command line names it.
 *
 * @param url  without user and password
 * @param user the login in the URL, null when there was none
 */
public record ServerUrl(URI url, @Nullable String user) {

  /** @throws WrongUsage when the URL is of another kind */
  public static ServerUrl parse(String text) {
    if (PeerUrl.parse(text) instanceof PeerUrl.Http(URI url, String user)) {
      return new ServerUrl(url, user);
    }
    throw new WrongUsage(UrlLogin.without(text) + ": expected http(s)://[USER@]HOST/… of a Fossil server");
  }
}

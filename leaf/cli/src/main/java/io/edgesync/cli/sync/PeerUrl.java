package io.edgesync.cli.sync;

import io.edgesync.cli.console.WrongUsage;
import io.edgesync.mesh.UrlLogin;
import io.edgesync.xfer.artifact.ProjectCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A peer as the command line names it. */
sealed interface PeerUrl {

  /**
   * A Fossil server, or a leaf's HTTP front.
   *
   * @param url  without user and password
   * @param user the login in the URL, null when there was none
   */
  record Http(URI url, @Nullable String user) implements PeerUrl {}

  /**
   * A project in a mesh.
   *
   * @param link    {@code nats-leaf://HOST:PORT}, {@code nats://HOST:PORT} or {@code tls://HOST:PORT}, with its login
   * @param project null when the URL names none
   */
  record Mesh(String link, @Nullable ProjectCode project) implements PeerUrl {

    /** The link as it may be shown. */
    String shown() {
      return UrlLogin.without(link);
    }
  }

  int PORT_MAX = 65_535;

  String KINDS = "expected http(s)://[USER@]HOST/… of a Fossil server, or nats-leaf://HOST:PORT/PROJECTCODE or"
      + " nats://HOST:PORT/PROJECTCODE of a mesh";

  /**
   * @throws WrongUsage naming the right kind of URL
   */
  static PeerUrl parse(String text) {
    URI uri;
    try {
      uri = UrlLogin.read(text);
    } catch (URISyntaxException e) {
      throw new WrongUsage(e.getInput() + ": " + e.getReason() + ", " + KINDS);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "http", "https" -> http(text, uri);
      case "nats-leaf", "nats", "tls" -> mesh(text, scheme, uri);
      case "ssh", "file" ->
        throw new WrongUsage(UrlLogin.without(text) + ": " + scheme + ":// is not spoken here, " + KINDS
            + "; serve the file with: fossil server FILE");
      default -> throw new WrongUsage(UrlLogin.without(text) + ": not a URL of a peer, " + KINDS);
    };
  }

  private static PeerUrl http(String text, URI uri) {
    if (uri.getHost() == null) {
      throw new WrongUsage(UrlLogin.without(text) + ": no host in it, " + KINDS);
    }
    if (uri.getPort() > PORT_MAX) {
      throw new WrongUsage(withoutUser(uri) + ": a port is at most " + PORT_MAX);
    }
    String user = uri.getUserInfo();
    if (user != null && user.indexOf(':') >= 0) {
      throw new WrongUsage("a password in a URL can be seen by others: leave it out of " + withoutUser(uri)
          + ", and use --password-file, LEAF_PASSWORD or the prompt");
    }
    return new Http(withoutUser(uri), user == null || user.isEmpty() ? null : user);
  }

  private static PeerUrl mesh(String text, String scheme, URI uri) {
    String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/+|/+$", "");
    if (uri.getHost() == null) {
      throw new WrongUsage(UrlLogin.without(text) + ": no host in it, expected " + scheme + "://HOST:PORT/PROJECTCODE");
    }
    if (!path.isEmpty() && !ProjectCode.isProjectCode(path)) {
      throw new WrongUsage(
          UrlLogin.without(text) + ": " + path + " is no project code (40 lower-case hexadecimal digits);"
              + " `edgesync status` on the other side prints it");
    }
    return new Mesh(scheme + "://" + uri.getRawAuthority(), path.isEmpty() ? null : new ProjectCode(path));
  }

  private static URI withoutUser(URI uri) {
    try {
      return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), uri.getQuery(), null);
    } catch (URISyntaxException e) {
      throw new WrongUsage(uri.getHost() + ": not a URL, " + KINDS);
    }
  }
}

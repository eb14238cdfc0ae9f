package io.edgesync.mesh;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The login that a URL may begin with, {@code USER:PASSWORD@} or {@code TOKEN@}: a secret, also in a URL that is wrong, and there nobody can tell
 * where it ends.
 */
public final class UrlLogin {

  /** With one slash it is none, but is meant. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z-]+:/+");

  private UrlLogin() {}

  /**
   * Reads a URL in which the login ends where whoever wrote it thinks.
   *
   * @throws URISyntaxException whose input and reason may be shown
   */
  public static URI read(String text) throws URISyntaxException {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new URISyntaxException(without(text), "not a URL");
    }
    // A password with a slash ends the host's name for everybody who reads the URL, and what follows would be shown.
    if ((url.getRawPath() + url.getRawQuery() + url.getRawFragment()).indexOf('@') >= 0) {
      throw new URISyntaxException(without(text),
          "an @ behind the host, write it as %40, and a / of a password as %2F");
    }
    return url;
  }

  /** The URL as it may be shown, whatever is wrong with it: all up to its last @ is left out, but for its scheme. */
  public static String without(String url) {
    return url.substring(0, begin(url)) + url.substring(end(url));
  }

  /** The URL with the user of its login, and without the password. */
  public static String withoutPassword(String url) {
    int colon = url.indexOf(':', begin(url));
    return colon >= 0 && colon < end(url) ? url.substring(0, colon) + url.substring(end(url) - 1) : url;
  }

  private static int begin(String url) {
    Matcher scheme = SCHEME.matcher(url);
    return scheme.lookingAt() ? Math.min(scheme.end(), end(url)) : 0;
  }

  /** Behind the @; 0 where there is none. */
  private static int end(String url) {
    return url.lastIndexOf('@') + 1;
  }
}

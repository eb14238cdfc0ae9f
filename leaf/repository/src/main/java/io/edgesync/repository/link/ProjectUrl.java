package io.edgesync.repository.link;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a server in the form by which Fossil recognises it: without user, password and query, the host in small letters, the usual port left
 * out. Source: {@code src/url.c, url_parse_local()}.
 *
 * <p>An IPv6 address is none: Fossil 2.21 dies of one that it is told of, or finds in a row.
 *
 * @param host      without escapes
 * @param canonical the whole URL
 */
record ProjectUrl(boolean isHttp, String host, String canonical) {

  static final int LENGTH_MAX = 1000;

  private static final Pattern FORM = Pattern.compile(
      "(http|https|ssh)://(?:[^/@]*@)?([^/:\\[\\]]*)(?::([0-9]{1,5}))?(/[^?]*)?(?:\\?.*)?");
  private static final String SAFE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.$~-_/:";

  /** Nothing for what is no such URL, is longer than anybody's, has no host, or hides control characters. */
  static Optional<ProjectUrl> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (text.length() > LENGTH_MAX || hasControls(text) || !parts.matches()) {
      return Optional.empty();
    }
    String scheme = parts.group(1);
    // What an escape hides there would make another URL of it.
    Optional<String> host = decoded(lowerCase(parts.group(2)))
        .filter(name -> !name.isBlank() && name.chars().noneMatch(c -> c == '/' || c == ':'));
    Optional<String> path = decoded(parts.group(4) == null ? "" : parts.group(4));
    if (host.isEmpty() || path.isEmpty()) {
      return Optional.empty();
    }
    String port = parts.group(3) == null || Integer.parseInt(parts.group(3)) == usualPort(scheme)
        ? ""
        : ":" + Integer.parseInt(parts.group(3));
    return Optional.of(new ProjectUrl(scheme.startsWith("http"), host.get(),
        scheme + "://" + encoded(host.get()) + port + encoded(path.get())));
  }

  private static int usualPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> 22;
    };
  }

  /** Whether it leads to the speaker's own machine, as far as Fossil looks: it is of no use to anybody else. */
  boolean isLocalhost() {
    return lowerCase(host).contains("localhost");
  }

  /** Of ASCII letters alone, as Fossil does. */
  private static String lowerCase(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      out.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
    }
    return out.toString();
  }

  static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  /** Nothing where an escape is none, or stands for a control character. */
  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8)).filter(plain -> !hasControls(plain));
    } catch (IllegalArgumentException noEscape) {
      return Optional.empty();
    }
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      if (one > 0 && SAFE.indexOf(one) >= 0) {
        out.append((char) one);
      } else if (one == ' ') {
        out.append('+');
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(one));
      }
    }
    return out.toString();
  }
}

package io.edgesync.mesh.websocket;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From which pages browsers may connect. A request that names no origin is not a page's and is let pass (RFC 6455, section 1.6). Immutable.
 */
final class Origins {
  private final boolean same;
  private final Set<Origin> allowed;

  Origins(WebsocketOptions options) {
    same = options.sameOrigin();
    allowed = options.allowedOrigins().stream().map(Origin::parse).filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Why a request of that origin is refused; null when it is not.
   *
   * @param named as the request has it; null for none
   * @param host of the request, with its port unless that is the usual one
   */
  @Nullable
  String whyRefused(@Nullable String named, String host, boolean tls) {
    if (named == null || named.isEmpty() || (!same && allowed.isEmpty())) {
      return null;
    }
    Origin origin = Origin.parse(named);
    if (origin == null) {
      return "not an origin";
    }
    if (same) {
      Origin own = Origin.of(tls ? "https" : "http", host);
      if (own == null || !own.host.equals(origin.host) || own.port != origin.port) {
        return "not same origin";
      }
    }
    return allowed.isEmpty() || allowed.contains(origin) ? null : "not in the allowed list";
  }

  /** Where a page is from. */
  record Origin(String scheme, String host, int port) {
    private static final int PORT_MAX = 65535;

    /** Reads {@code https://example.org:8443}; null where the text is no origin, such as {@code null}. */
    static @Nullable Origin parse(String text) {
      int colon = text.indexOf("://");
      if (colon <= 0) {
        return null;
      }
      String rest = text.substring(colon + 3);
      int slash = rest.indexOf('/');
      return of(text.substring(0, colon).toLowerCase(Locale.ROOT), slash < 0 ? rest : rest.substring(0, slash));
    }

    /** With the scheme's usual port where the authority has none; IPv6 addresses stand in brackets. */
    static @Nullable Origin of(String scheme, String authority) {
      int colon = authority.lastIndexOf(':');
      boolean withPort = colon > authority.lastIndexOf(']');
      String host = withPort ? authority.substring(0, colon) : authority;
      if (host.isEmpty() || host.indexOf('@') >= 0 || (host.indexOf(':') >= 0 && !host.startsWith("["))) {
        return null;
      }
      int port = scheme.equals("https") ? 443 : 80;
      if (withPort) {
        try {
          port = Integer.parseInt(authority.substring(colon + 1));
        } catch (NumberFormatException notANumber) {
          return null;
        }
      }
      return port < 0 || port > PORT_MAX ? null : new Origin(scheme, host.toLowerCase(Locale.ROOT), port);
    }
  }
}

package io.edgesync.mesh.websocket;

import io.edgesync.mesh.tls.ClientCertificate;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a request asks for, judged in the order of RFC 6455, section 4.2.1. On one thread. */
final class Handshake {
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String DEFLATE = "permessage-deflate";
  private static final String NO_MASKING = "Nats-No-Masking";
  private static final String LEAFNODE = "/leafnode";
  static final int KEY_BYTES = 16;

  /** Why there is no upgrade. */
  record Refusal(HttpResponseStatus status, String reason) {}

  private final HttpRequest request;
  private final HttpHeaders headers;
  private final WebsocketListener listener;
  private final boolean compression;
  private final boolean masking;

  Handshake(HttpRequest request, WebsocketListener listener) {
    this.request = request;
    this.headers = request.headers();
    this.listener = listener;
    this.compression = listener.options().compression() && headers.getAll("Sec-WebSocket-Extensions").stream()
        .flatMap(list -> Arrays.stream(list.split("[,;]"))).anyMatch(token -> token.strip().equalsIgnoreCase(DEFLATE));
    this.masking = !"true".equals(headers.get(NO_MASKING));
  }

  /** Null where the upgrade is granted. */
  @Nullable
  Refusal refusal() {
    if (!request.method().equals(HttpMethod.GET)) {
      return new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "request method must be GET");
    }
    String host = headers.get(HttpHeaderNames.HOST, "");
    if (host.isEmpty()) {
      return bad("'Host' missing in request");
    }
    if (!headers.containsValue("Upgrade", "websocket", true)) {
      return bad("invalid value for header 'Upgrade'");
    }
    if (!headers.containsValue("Connection", "Upgrade", true)) {
      return bad("invalid value for header 'Connection'");
    }
    if (!isKey(headers.get("Sec-WebSocket-Key", ""))) {
      return bad("invalid key");
    }
    if (!headers.containsValue("Sec-WebSocket-Version", "13", true)) {
      return bad("invalid version");
    }
    String origin = headers.get("Origin", headers.get("Sec-WebSocket-Origin"));
    String whyNot = listener.origins().whyRefused(origin, host, listener.tls() != null);
    return whyNot == null ? null : new Refusal(HttpResponseStatus.FORBIDDEN, "origin not allowed: " + whyNot);
  }

  private static Refusal bad(String reason) {
    return new Refusal(HttpResponseStatus.BAD_REQUEST, reason);
  }

  private static boolean isKey(String text) {
    try {
      return Base64.getDecoder().decode(text).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /** The answer to a request that is granted, up to its empty line. */
  String response() {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + accept(headers.get("Sec-WebSocket-Key", "")) + "\r\n"
        + (compression
            ? "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n"
            : "")
        + (masking ? "" : NO_MASKING + ": true\r\n") + "\r\n";
  }

  /** What answers that {@code Sec-WebSocket-Key}. */
  static String accept(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1")
          .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1 is missing from this Java", e);
    }
  }

  UpgradeRequest granted(@Nullable ClientCertificate certificate) {
    String agent = headers.get(HttpHeaderNames.USER_AGENT, "");
    boolean leafnode = path().endsWith(LEAFNODE);
    boolean browser = !leafnode && agent.startsWith("Mozilla/");
    // Others say Safari too; Safari alone has a version beside it.
    boolean safari = browser && agent.contains("Version/") && agent.contains("Safari/");
    return new UpgradeRequest(leafnode, compression, masking, browser, safari, leafnode ? null : cookie(),
        listener.tls(), certificate);
  }

  private String path() {
    String target = request.uri();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private @Nullable String cookie() {
    String name = listener.options().authorization().jwtCookie();
    if (name == null) {
      return null;
    }
    for (String line : headers.getAll(HttpHeaderNames.COOKIE)) {
      for (Cookie cookie : ServerCookieDecoder.LAX.decode(line)) {
        if (cookie.name().equals(name)) {
          return cookie.value();
        }
      }
    }
    return null;
  }
}

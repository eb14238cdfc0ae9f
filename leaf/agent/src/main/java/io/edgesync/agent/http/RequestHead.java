package io.edgesync.agent.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What a request's first lines say.
 *
 * @param method      for example {@code POST}
 * @param path        decoded, without the query
 * @param contentType without parameters, empty where there is none
 * @param length      the body's bytes, or -1 where the request does not say
 * @param loginCookie the value of the cookie {@code x-f-l-c}
 * @param keepAlive   whether the client would send another request on this connection
 * @param fault       why this is no request that can be answered, or null
 */
record RequestHead(HttpMethod method, String path, String contentType, long length, @Nullable String loginCookie,
    boolean keepAlive, @Nullable String fault) {

  private static final String LOGIN_COOKIE = "x-f-l-c=";

  static RequestHead of(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String fault = null;
    long length = -1;
    String path = "/";
    try {
      path = new QueryStringDecoder(request.uri()).path();
      length = HttpUtil.getContentLength(request, -1L);
    } catch (IllegalArgumentException e) {
      fault = "malformed request";
    }
    if (request.decoderResult().isFailure() || headers.getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1
        || !path.startsWith("/")) {
      fault = "malformed request";
    } else if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      fault = "a request body needs a Content-Length, chunks are not taken";
    }
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    int parameters = type.indexOf(';');
    // HTTP/1.0 clients close, and those that say keep-alive do not mean what later versions mean.
    boolean keepAlive = request.protocolVersion().equals(HttpVersion.HTTP_1_1) && HttpUtil.isKeepAlive(request);
    return new RequestHead(request.method(), path, (parameters < 0 ? type : type.substring(0, parameters)).strip(),
        length, loginCookie(headers), keepAlive, fault);
  }

  private static @Nullable String loginCookie(HttpHeaders headers) {
    for (String line : headers.getAll(HttpHeaderNames.COOKIE)) {
      for (String cookie : line.split(";", -1)) {
        String stripped = cookie.strip();
        if (stripped.startsWith(LOGIN_COOKIE)) {
          return stripped.substring(LOGIN_COOKIE.length());
        }
      }
    }
    return null;
  }

  /** Whether this is a round: Fossil looks at the content type, and at the page only where that says nothing. */
  boolean isXfer() {
    return method.equals(HttpMethod.POST) && (contentType.startsWith("application/x-fossil") || path.endsWith("/xfer"));
  }

  boolean isRead() {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }
}

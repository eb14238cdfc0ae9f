package io.edgesync.agent.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request's first lines say.
 *
 * @param method          for example {@code POST}
 * @param path            decoded, without the query
 * @param host            the server and port by which the client reached us, in small letters; null where it says none that could be one
 * @param contentType     without parameters, empty where there is none
 * @param length          the body's bytes, or -1 where the request does not say
 * @param isChunked       whether the body comes in chunks, and so says itself where it ends
 * @param loginCookie     the value of the cookie {@code x-f-l-c}
 * @param keepAlive       whether the client would send another request on this connection
 * @param awaitsContinue  whether the client holds its body back until it is told to send it
 * @param fault           why this is no request that can be answered, or null
 */
record RequestHead(HttpMethod method, String path, @Nullable String host, String contentType, long length,
    boolean isChunked,
    @Nullable String loginCookie, boolean keepAlive, boolean awaitsContinue, @Nullable Fault fault) {

  private static final String LOGIN_COOKIE = "x-f-l-c=";
  private static final int HEADERS_MAX = 100;
  /** A request to a proxy names the server, too, and servers take it. */
  private static final Pattern SERVER = Pattern.compile("^https?://[^/?#]*", Pattern.CASE_INSENSITIVE);

  private static final Pattern HOST = Pattern.compile("[a-z0-9_.:\\[\\]-]{1,255}");

  /** What is wrong with a request, as its sender is told. */
  record Fault(HttpResponseStatus status, String text) {
    static final Fault MALFORMED = new Fault(HttpResponseStatus.BAD_REQUEST, "malformed request");
  }

  static RequestHead of(HttpRequest request) {
    HttpHeaders headers = request.headers();
    boolean is11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    Fault fault = fault(request, is11);
    long length = -1;
    String path = "/";
    if (fault == null) {
      try {
        path = path(request.uri());
        length = HttpUtil.getContentLength(request, -1L);
      } catch (IllegalArgumentException e) {
        fault = Fault.MALFORMED;
      }
      if (!path.startsWith("/") && !path.equals("*")) {
        fault = Fault.MALFORMED;
      }
    }
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    int parameters = type.indexOf(';');
    // HTTP/1.0 clients close, and those that say keep-alive do not mean what later versions mean.
    return new RequestHead(request.method(), path, host(headers),
        (parameters < 0 ? type : type.substring(0, parameters)).strip(),
        length, headers.contains(HttpHeaderNames.TRANSFER_ENCODING), loginCookie(headers),
        is11 && HttpUtil.isKeepAlive(request), is11 && headers.contains(HttpHeaderNames.EXPECT), fault);
  }

  private static @Nullable String host(HttpHeaders headers) {
    String host = headers.get(HttpHeaderNames.HOST, "").strip().toLowerCase(Locale.ROOT);
    return HOST.matcher(host).matches() ? host : null;
  }

  private static String path(String uri) {
    String origin = SERVER.matcher(uri).replaceFirst("");
    return new QueryStringDecoder(origin.isEmpty() ? "/" : origin).path();
  }

  private static @Nullable Fault fault(HttpRequest request, boolean is11) {
    HttpHeaders headers = request.headers();
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      return new Fault(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
    } else if (cause instanceof TooLongHttpHeaderException || headers.size() > HEADERS_MAX) {
      return new Fault(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too many or too long header lines");
    } else if (cause != null) {
      return Fault.MALFORMED;
    } else if (!is11 && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return new Fault(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    } else if (headers.getAll(HttpHeaderNames.HOST).size() > 1 || (is11 && !headers.contains(HttpHeaderNames.HOST))) {
      return new Fault(HttpResponseStatus.BAD_REQUEST, "HTTP/1.1 wants one Host");
    }
    return bodyFault(headers, is11);
  }

  private static @Nullable Fault bodyFault(HttpHeaders headers, boolean is11) {
    List<String> transfer = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    String expected = headers.get(HttpHeaderNames.EXPECT);
    if (!transfer.isEmpty() && !is11) {
      return Fault.MALFORMED;
    } else if (!transfer.isEmpty()
        && (transfer.size() > 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(transfer.getFirst()))) {
      return new Fault(HttpResponseStatus.NOT_IMPLEMENTED, "of transfer codings only chunked is taken");
    } else if (!HttpHeaderValues.IDENTITY
        .contentEqualsIgnoreCase(headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity"))) {
      return new Fault(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
          "no content coding is taken: Fossil compresses within its own type");
    } else if (is11 && expected != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected)) {
      return new Fault(HttpResponseStatus.EXPECTATION_FAILED, "only 100-continue can be expected");
    }
    return null;
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

  /** Whether a body follows, or may. */
  boolean hasBody() {
    return isChunked || length > 0;
  }
}

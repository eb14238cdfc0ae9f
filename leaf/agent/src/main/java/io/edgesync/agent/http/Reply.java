package io.edgesync.agent.http;

import io.edgesync.xfer.envelope.EncodedBody;
import io.edgesync.xfer.round.Throttle;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Writes the one reply of a request, on the request's thread, as fast as the client takes it. */
final class Reply {

  private static final int PIECE_BYTES = 64 << 10;
  /** RFC 9110, section 5.6.7. */
  private static final DateTimeFormatter DATE = DateTimeFormatter
      .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final Channel channel;
  private final Duration stallTimeout;
  private final boolean withoutBody;
  private boolean keepAlive;

  Reply(Channel channel, RequestHead head, Duration stallTimeout) {
    this.channel = channel;
    this.stallTimeout = stallTimeout;
    this.withoutBody = head.method().equals(HttpMethod.HEAD);
    this.keepAlive = head.keepAlive();
  }

  /** The connection ends with this reply, because what comes next on it cannot be told. */
  void closeAfterwards() {
    keepAlive = false;
  }

  boolean keepsConnection() {
    return keepAlive;
  }

  /** Lets a client go on that waits for this word, and only such a one: others take it for the reply. */
  void proceed() throws IOException, InterruptedException {
    await(channel
        .writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER)));
  }

  void text(HttpResponseStatus status, String text) throws IOException, InterruptedException {
    whole(status, "text/plain; charset=utf-8", text + "\n", 0);
  }

  /** Refuses for now. */
  void busy(String text, int retryAfterSeconds) throws IOException, InterruptedException {
    whole(HttpResponseStatus.SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", text + "\n", retryAfterSeconds);
  }

  void page(Page.Sheet sheet) throws IOException, InterruptedException {
    whole(HttpResponseStatus.valueOf(sheet.status()), sheet.contentType(), sheet.text(), 0);
  }

  private void whole(HttpResponseStatus status, String contentType, String text, int retryAfterSeconds)
      throws IOException, InterruptedException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
        Unpooled.wrappedBuffer(withoutBody ? new byte[0] : bytes));
    headers(response.headers(), contentType, bytes.length);
    if (retryAfterSeconds > 0) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
    }
    if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD, POST");
    }
    await(channel.writeAndFlush(response));
  }

  /** Sends a body piece by piece; at most two pieces are in memory. */
  void body(String contentType, EncodedBody body, Throttle throttle) throws IOException, InterruptedException {
    DefaultHttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    headers(response.headers(), contentType, body.length());
    ChannelFuture before = channel.write(response);
    byte[] buffer = new byte[PIECE_BYTES];
    try (InputStream in = throttle.pace(body.open())) {
      for (int bytes = in.read(buffer); bytes > 0; bytes = in.read(buffer)) {
        ChannelFuture now = channel.writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer(buffer, 0, bytes)));
        await(before);
        before = now;
      }
    }
    ChannelFuture last = channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    await(before);
    await(last);
  }

  private void headers(HttpHeaders headers, String contentType, long length) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    headers.set(HttpHeaderNames.DATE, DATE.format(Instant.now()));
    headers.set("X-Frame-Options", "SAMEORIGIN");
    headers.set("X-Content-Type-Options", "nosniff");
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, "close");
    }
  }

  private void await(ChannelFuture written) throws IOException, InterruptedException {
    if (!written.await(stallTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IOException("the client does not take the reply");
    }
    if (!written.isSuccess()) {
      throw new IOException("the client is gone", written.cause());
    }
  }
}

package io.edgesync.mesh.monitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Sends one answer while it is being made: what fits into one part with its length, more in parts, each of which waits until the peer has
 * taken the one before. So a large answer takes no more memory than a part. Not on an event loop.
 */
final class AnswerWriter implements Endpoints.Sink {
  static final int PART_BYTES = 32 * 1024;

  private final ChannelHandlerContext ctx;
  private final boolean head;
  private final boolean chunks;
  private boolean keepAlive;
  private boolean begun;

  AnswerWriter(ChannelHandlerContext ctx, HttpRequest request) {
    this.ctx = ctx;
    this.head = request.method().equals(HttpMethod.HEAD);
    this.chunks = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    this.keepAlive = HttpUtil.isKeepAlive(request);
  }

  /** Says why there is no answer, where none has begun. */
  void fail(int status, String text) throws IOException {
    if (!begun) {
      sendText(status, text);
    }
  }

  @Override
  public void send(int status, String contentType, Endpoints.Body body) throws IOException {
    var parts = new Parts(status, contentType);
    try (Writer text = new BufferedWriter(new OutputStreamWriter(parts, StandardCharsets.UTF_8))) {
      body.writeTo(text);
      parts.whole = true;
    }
  }

  /** Gathers bytes up to a part. */
  private final class Parts extends OutputStream {
    private final int status;
    private final String contentType;
    private byte[] part = new byte[1024];
    private int length;
    /** Bytes of the body, for a peer that wants to know no more. */
    private long counted;
    private boolean whole;

    Parts(int status, String contentType) {
      this.status = status;
      this.contentType = contentType;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      counted += count;
      int at = from;
      for (int left = count; left > 0 && !head;) {
        if (length == PART_BYTES) {
          sendPart();
        }
        if (length == part.length) {
          part = Arrays.copyOf(part, Math.min(PART_BYTES, 2 * part.length));
        }
        int fits = Math.min(left, part.length - length);
        System.arraycopy(bytes, at, part, length, fits);
        length += fits;
        at += fits;
        left -= fits;
      }
    }

    private void sendPart() throws IOException {
      if (!begun) {
        begun = true;
        keepAlive &= chunks;
        HttpResponse response = headed(
            new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status)));
        HttpUtil.setTransferEncodingChunked(response, chunks);
        ctx.write(response);
      }
      await(ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(part, 0, length))));
      length = 0;
    }

    /** Whatever is missing was not made: a peer sees an answer that ends early, and the connection with it. */
    @Override
    public void close() throws IOException {
      if (!whole) {
        if (begun) {
          ctx.close();
        }
        return;
      }
      ChannelFuture last;
      if (begun) {
        sendPart();
        last = ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
      } else {
        begun = true;
        ByteBuf bytes = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(part, 0, length);
        HttpResponse response = headed(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), bytes));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, counted);
        last = ctx.writeAndFlush(response);
      }
      if (!keepAlive) {
        last.addListener(ChannelFutureListener.CLOSE);
      }
    }

    private HttpResponse headed(HttpResponse response) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType)
          .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*").set("X-Content-Type-Options", "nosniff");
      HttpUtil.setKeepAlive(response, keepAlive);
      return response;
    }
  }

  private static void await(ChannelFuture written) throws IOException {
    try {
      written.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!written.isSuccess()) {
      throw new IOException("the answer was not taken", written.cause());
    }
  }
}

package io.edgesync.mesh.monitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: a request at a time, each answered on a virtual thread. A request has to be there as a whole in time, however its
 * bytes come; the first one soon.
 */
final class MonitorHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(MonitorHandler.class);

  private static final long FIRST_REQUEST_SECONDS = 3;
  private static final long NEXT_REQUEST_SECONDS = 60;
  private static final int WAITING_MAX = 16;

  /** Hears when the answering of a request begins and ends. */
  interface Watch {
    void on(Channel channel, boolean begins);
  }

  private final Endpoints endpoints;
  private final Watch watch;
  /** Came in one read with the one that is being answered. */
  private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();
  private boolean answering;
  private @Nullable Future<?> deadline;

  MonitorHandler(Endpoints endpoints, Watch watch) {
    this.endpoints = endpoints;
    this.watch = watch;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    awaitRequest(ctx, FIRST_REQUEST_SECONDS);
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    requestCame();
    waiting.forEach(FullHttpRequest::release);
    waiting.clear();
    ctx.fireChannelInactive();
  }

  private void awaitRequest(ChannelHandlerContext ctx, long seconds) {
    deadline = ctx.executor().schedule(() -> ctx.close(), seconds, TimeUnit.SECONDS);
  }

  private void requestCame() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    requestCame();
    if (!answering) {
      begin(ctx, request);
    } else if (waiting.size() < WAITING_MAX) {
      waiting.add(request.retain());
    } else {
      ctx.close();
    }
  }

  private void begin(ChannelHandlerContext ctx, FullHttpRequest request) {
    HttpMethod method = request.method();
    if (request.decoderResult().isFailure()) {
      refuse(ctx, HttpResponseStatus.BAD_REQUEST, "400 Bad Request");
    } else if (!method.equals(HttpMethod.HEAD) && !method.equals(HttpMethod.GET)) {
      refuse(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "Method Not Allowed");
    } else {
      var writer = new AnswerWriter(ctx, request);
      String uri = request.uri();
      // The next request of this connection waits until this one is answered.
      ctx.channel().config().setAutoRead(false);
      answering = true;
      watch.on(ctx.channel(), true);
      Thread.ofVirtual().name("mesh-monitor").start(() -> {
        answer(uri, writer);
        ctx.executor().execute(() -> answered(ctx));
      });
    }
  }

  private void answered(ChannelHandlerContext ctx) {
    answering = false;
    watch.on(ctx.channel(), false);
    FullHttpRequest next = waiting.poll();
    if (next != null) {
      try {
        begin(ctx, next);
      } finally {
        next.release();
      }
    } else if (ctx.channel().isActive()) {
      awaitRequest(ctx, NEXT_REQUEST_SECONDS);
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void answer(String uri, AnswerWriter writer) {
    try {
      try {
        QueryStringDecoder decoder = new QueryStringDecoder(uri);
        endpoints.answer(decoder.path(), new Query(decoder.parameters()), writer);
      } catch (IllegalArgumentException malformed) {
        writer.fail(400, "400 Bad Request");
      } catch (RuntimeException e) {
        LOG.error("monitoring failed", e);
        writer.fail(500, "500 Internal Server Error");
      }
    } catch (IOException gone) {
      LOG.debug("monitoring answer ends early cause={}", gone.toString());
    }
  }

  private static void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String text) {
    ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes()).set("X-Content-Type-Options", "nosniff");
    HttpUtil.setKeepAlive(response, false);
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("monitoring connection failed cause={}", cause.toString());
    ctx.close();
  }
}

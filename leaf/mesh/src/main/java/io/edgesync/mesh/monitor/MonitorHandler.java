package io.edgesync.mesh.monitor;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP connection: a request at a time, each answered on a virtual thread. */
final class MonitorHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(MonitorHandler.class);

  private final Endpoints endpoints;

  MonitorHandler(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    boolean head = request.method().equals(HttpMethod.HEAD);
    if (request.decoderResult().isFailure()) {
      send(ctx, Endpoints.Answer.text(400, "400 Bad Request"), false, false);
    } else if (!head && !request.method().equals(HttpMethod.GET)) {
      send(ctx, Endpoints.Answer.text(405, "Method Not Allowed"), false, false);
    } else {
      String uri = request.uri();
      // The next request of this connection waits until this one is answered.
      ctx.channel().config().setAutoRead(false);
      Thread.ofVirtual().name("mesh-monitor").start(() -> {
        Endpoints.Answer answer = answer(uri);
        ctx.executor().execute(() -> {
          send(ctx, answer, keepAlive, head);
          ctx.channel().config().setAutoRead(true);
        });
      });
    }
  }

  private Endpoints.Answer answer(String uri) {
    try {
      QueryStringDecoder decoder = new QueryStringDecoder(uri);
      return endpoints.answer(decoder.path(), new Query(decoder.parameters()));
    } catch (IllegalArgumentException malformed) {
      return Endpoints.Answer.text(400, "400 Bad Request");
    } catch (RuntimeException e) {
      LOG.error("monitoring failed", e);
      return Endpoints.Answer.text(500, "500 Internal Server Error");
    }
  }

  private static void send(ChannelHandlerContext ctx, Endpoints.Answer answer, boolean keepAlive, boolean head) {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
        HttpResponseStatus.valueOf(answer.status()), head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length).set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .set("X-Content-Type-Options", "nosniff");
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = ctx.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("monitoring connection failed cause={}", cause.toString());
    ctx.close();
  }
}

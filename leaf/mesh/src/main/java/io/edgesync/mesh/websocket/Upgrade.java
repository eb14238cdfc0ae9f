package io.edgesync.mesh.websocket;

import io.edgesync.mesh.tls.ClientCertificate;
import io.edgesync.mesh.tls.TlsListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the one HTTP request of a channel: by the upgrade, after which this handler is gone, or by an error, after which the channel is.
 */
final class Upgrade extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

  private final WebsocketListener listener;
  private @Nullable Future<?> timer;
  private @Nullable ClientCertificate certificate;
  private @Nullable Handshake handshake;
  private boolean over;

  Upgrade(WebsocketListener listener) {
    this.listener = listener;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    timer = ctx.executor().schedule(() -> {
      LOG.debug("websocket upgrade took too long peer={}", ctx.channel().remoteAddress());
      ctx.close();
    }, listener.options().handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    TlsListener tls = listener.tls();
    if (tls == null || !(event instanceof SslHandshakeCompletionEvent done)) {
      ctx.fireUserEventTriggered(event);
      return;
    }
    SslHandler handler = ctx.pipeline().get(SslHandler.class);
    if (done.isSuccess() && handler != null) {
      certificate = tls.certificate(handler);
    }
    if (!done.isSuccess() || !tls.admits(certificate)) {
      LOG.debug("websocket refused peer={} reason={}", ctx.channel().remoteAddress(),
          done.isSuccess() ? "its certificate is not among those pinned" : done.cause());
      over = true;
      ctx.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (over) {
        return;
      }
      if (message instanceof HttpRequest request) {
        onRequest(ctx, request);
      }
      Handshake asked = handshake;
      if (!over && asked != null && message instanceof HttpContent content) {
        if (content.content().isReadable() || content.decoderResult().isFailure()) {
          refuse(ctx, HttpResponseStatus.BAD_REQUEST, "a request with a body");
        } else if (content instanceof LastHttpContent) {
          grant(ctx, asked);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onRequest(ChannelHandlerContext ctx, HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      Throwable cause = request.decoderResult().cause();
      refuse(ctx, cause instanceof TooLongHttpHeaderException
          ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
          : HttpResponseStatus.BAD_REQUEST, String.valueOf(cause.getMessage()));
      return;
    }
    var asked = new Handshake(request, listener);
    Handshake.Refusal refusal = asked.refusal();
    if (refusal != null) {
      refuse(ctx, refusal.status(), refusal.reason());
    } else {
      handshake = asked;
    }
  }

  private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String reason) {
    LOG.debug("websocket refused peer={} status={} reason={}", ctx.channel().remoteAddress(), status.code(), reason);
    over = true;
    String body = status.reasonPhrase() + "\n";
    ctx.writeAndFlush(ascii(ctx, "HTTP/1.1 " + status.code() + " " + status.reasonPhrase()
        + "\r\nContent-Type: text/plain; charset=utf-8\r\nSec-Websocket-Version: 13\r\nX-Content-Type-Options: nosniff"
        + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private void grant(ChannelHandlerContext ctx, Handshake asked) {
    over = true;
    stopTimer();
    ctx.writeAndFlush(ascii(ctx, asked.response()));
    UpgradeRequest request = asked.granted(certificate);
    Acceptor.Accepted accepted = listener.acceptor().accept(ctx.channel(), request);
    if (accepted == null) {
      ctx.close();
      return;
    }
    ctx.pipeline().addLast(new WebsocketFrames(Framing.ofServer(request), accepted.reading(), accepted.farewell()))
        .addLast(accepted.connection());
    ctx.fireChannelActive();
    ctx.pipeline().remove(this);
    WebsocketListener.endHttp(ctx.channel());
  }

  private static ByteBuf ascii(ChannelHandlerContext ctx, String text) {
    return ByteBufUtil.writeAscii(ctx.alloc(), text);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    over = true;
    stopTimer();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("websocket upgrade failed peer={} cause={}", ctx.channel().remoteAddress(), cause.toString());
    over = true;
    ctx.close();
  }
}

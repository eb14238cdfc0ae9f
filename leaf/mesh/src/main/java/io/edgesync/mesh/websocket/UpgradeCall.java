package io.edgesync.mesh.websocket;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the upgrade of a channel, once TLS is through where there is some. When it is granted this handler is gone; when not, the
 * channel is. The answer is checked as RFC 6455, section 4.1, has it.
 */
final class UpgradeCall extends ChannelInboundHandlerAdapter {
  private static final int SHOWN_MAX = 80;

  private final WebsocketDialer dialer;
  private final boolean behindTls;
  private final SecureRandom random = new SecureRandom();
  private final String key;
  private @Nullable Future<?> timer;
  private boolean granted;
  private boolean over;

  UpgradeCall(WebsocketDialer dialer, boolean behindTls) {
    this.dialer = dialer;
    this.behindTls = behindTls;
    byte[] bytes = new byte[Handshake.KEY_BYTES];
    random.nextBytes(bytes);
    this.key = Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!behindTls) {
      ask(ctx);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!behindTls || !(event instanceof SslHandshakeCompletionEvent done)) {
      ctx.fireUserEventTriggered(event);
    } else if (done.isSuccess()) {
      ask(ctx);
    } else {
      fail(ctx, "TLS handshake failed: " + done.cause().getMessage());
    }
  }

  private void ask(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), "GET " + dialer.path() + " HTTP/1.1\r\nHost: "
        + dialer.host() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key
        + "\r\nSec-WebSocket-Version: 13\r\n\r\n"));
    timer = ctx.executor().schedule(() -> fail(ctx, "it does not answer the request for a WebSocket"),
        WebsocketDialer.TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!over && message instanceof HttpResponse response) {
        String obstacle = obstacle(response);
        granted = obstacle == null;
        if (obstacle != null) {
          fail(ctx, obstacle);
        }
      }
      if (!over && granted && message instanceof LastHttpContent) {
        goOn(ctx);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private @Nullable String obstacle(HttpResponse response) {
    if (response.decoderResult().isFailure()) {
      return "it is no WebSocket listener: its answer is not HTTP";
    }
    if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      return "it does not grant a WebSocket at " + dialer.path() + ": " + shown(response.status().toString());
    }
    HttpHeaders headers = response.headers();
    if (!headers.containsValue("Upgrade", "websocket", true) || !headers.containsValue("Connection", "Upgrade", true)
        || !Handshake.accept(key).equals(headers.get("Sec-WebSocket-Accept", "").strip())) {
      return "its answer to the request for a WebSocket is not sound";
    }
    String extensions = headers.get("Sec-WebSocket-Extensions", headers.get("Sec-WebSocket-Protocol"));
    return extensions == null ? null : "it wants what it was not asked for: " + shown(extensions);
  }

  private static String shown(String text) {
    return text.substring(0, Math.min(SHOWN_MAX, text.length())).replaceAll("[^\\x20-\\x7e]", "?");
  }

  private void goOn(ChannelHandlerContext ctx) {
    over = true;
    stopTimer();
    Acceptor.Accepted accepted = dialer.connection().apply(ctx.channel());
    ctx.pipeline().addLast(new WebsocketFrames(Framing.ofClient(random), accepted.reading(), accepted.farewell()))
        .addLast(accepted.connection());
    ctx.fireChannelActive();
    ctx.pipeline().remove(this);
    WebsocketListener.endHttp(ctx.channel());
  }

  private void fail(ChannelHandlerContext ctx, String why) {
    if (!over) {
      over = true;
      stopTimer();
      dialer.failed().accept(why);
      ctx.close();
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(ctx, behindTls
        ? "it closes the connection instead of granting a WebSocket"
        : "it closes the connection instead of granting a WebSocket; wss:// if it speaks TLS");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, String.valueOf(cause.getMessage()));
  }
}

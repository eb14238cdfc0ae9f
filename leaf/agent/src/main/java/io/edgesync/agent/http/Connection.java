package io.edgesync.agent.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection on the event loop: hands each request to a thread of its own and its body to that thread, one request after the
 * other. A second request in the same packet as the first ends the connection: no Fossil pipelines.
 */
final class Connection extends SimpleChannelInboundHandler<HttpObject> {

  private final HttpFront front;
  private @Nullable BodyPipe body;
  private boolean busy;
  private @Nullable ScheduledFuture<?> idle;

  Connection(HttpFront front) {
    this.front = front;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    awaitRequest(ctx);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    if (message instanceof HttpRequest request) {
      if (busy) {
        ctx.close();
        return;
      }
      begin(ctx, RequestHead.of(request));
    }
    BodyPipe pipe = body;
    if (message instanceof HttpContent content && pipe != null) {
      pipe.offer(ByteBufUtil.getBytes(content.content()));
      if (message instanceof LastHttpContent) {
        // The next request stays in the socket until this one is answered. The end comes first: until it is told, the body's
        // reader asks for more.
        pipe.end();
        ctx.channel().config().setAutoRead(false);
        body = null;
      }
    }
  }

  private void begin(ChannelHandlerContext ctx, RequestHead head) {
    busy = true;
    if (idle != null) {
      idle.cancel(false);
    }
    Channel channel = ctx.channel();
    HttpFrontOptions options = front.options();
    BodyPipe pipe = new BodyPipe(channel, options.stallTimeout(), options.roundTimeout());
    body = pipe;
    if (head.fault() != null) {
      // A broken head has no body that its end could be told of.
      pipe.fail("malformed request");
    }
    Exchange exchange = new Exchange(head, pipe, new Reply(channel, head, options.stallTimeout()), address(channel),
        options, front.routes(), front.answers());
    front.run(() -> {
      boolean again = false;
      try {
        again = exchange.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        done(ctx, again);
      }
    });
  }

  /** On the request's thread. */
  private void done(ChannelHandlerContext ctx, boolean again) {
    if (!again) {
      ctx.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    ctx.executor().execute(() -> {
      busy = false;
      ctx.channel().config().setAutoRead(true);
      awaitRequest(ctx);
    });
  }

  private void awaitRequest(ChannelHandlerContext ctx) {
    idle = ctx.executor().schedule(() -> {
      ctx.close();
    }, front.options().idleTimeout().toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (idle != null) {
      idle.cancel(false);
    }
    if (body != null) {
      body.fail("the client went away");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A connection that broke, or bytes that are no HTTP: of no interest to anybody but its client.
    ctx.close();
  }

  private static String address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
        ? remote.getAddress().getHostAddress()
        : "";
  }
}

package io.edgesync.agent.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection on the event loop: hands each request to a thread of its own and its body to that thread, one request after the
 * other. What came in one read with a request waits behind the flow control in front of this, until that is answered.
 */
final class Connection extends SimpleChannelInboundHandler<HttpObject> {

  private final HttpFront front;
  private @Nullable BodyPipe body;
  private boolean busy;
  private boolean inputEnded;
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
      begin(ctx, request);
    }
    BodyPipe pipe = body;
    if (message instanceof HttpContent content && pipe != null) {
      if (content.decoderResult().isFailure()) {
        pipe.fail("malformed request");
        return;
      }
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

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    RequestHead head = RequestHead.of(request);
    busy = true;
    if (idle != null) {
      idle.cancel(false);
    }
    Channel channel = ctx.channel();
    HttpFrontOptions options = front.options();
    BodyPipe pipe = new BodyPipe(channel, options.stallTimeout(), options.roundTimeout());
    body = pipe;
    front.connections().requested(channel, pipe);
    if (request.decoderResult().isFailure()) {
      // A broken head has no body that its end could be told of.
      pipe.fail("malformed request");
    }
    Exchange exchange = new Exchange(head, pipe, new Reply(channel, head, options.stallTimeout()),
        Connections.address(channel), options, front.routes(), front.answers());
    front.run(() -> {
      Exchange.Outcome outcome = Exchange.Outcome.CUT;
      try {
        outcome = exchange.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        done(ctx, outcome);
      }
    });
  }

  /** On the request's thread, when its reply is written or never will be. */
  private void done(ChannelHandlerContext ctx, Exchange.Outcome outcome) {
    switch (outcome) {
      case KEEP -> next(ctx);
      case CLOSE -> ctx.close();
      case CUT -> cut(ctx);
    }
  }

  /** From below TLS, which would first want to write what nobody takes. */
  private static void cut(ChannelHandlerContext ctx) {
    ChannelHandlerContext lowest = ctx.pipeline().firstContext();
    if (lowest != null) {
      lowest.close();
    }
  }

  private void next(ChannelHandlerContext ctx) {
    ctx.executor().execute(() -> {
      busy = false;
      if (inputEnded || front.isClosing()) {
        ctx.close();
        return;
      }
      front.connections().answered(ctx.channel());
      awaitRequest(ctx);
      ctx.channel().config().setAutoRead(true);
    });
  }

  private void awaitRequest(ChannelHandlerContext ctx) {
    idle = ctx.executor().schedule(() -> {
      ctx.close();
    }, front.options().idleTimeout().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A client may send its request, close that way, and still read the reply. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      if (body != null) {
        body.fail("the client sent less than it said");
      }
      if (!busy) {
        ctx.close();
      }
    }
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
    // A connection that broke, or bytes that are no TLS or HTTP: of no interest to anybody but its client.
    ctx.close();
  }
}

package io.edgesync.mesh.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the first byte that a client sends, which tells a handshake from everything else, and makes way for what then follows. The
 * first handler of its channel.
 */
public final class TlsSniffer extends ChannelInboundHandlerAdapter {
  private static final int HANDSHAKE = 0x16;

  private final TlsListener listener;
  private final @Nullable Duration patience;
  private final Runnable whenSilent;
  private @Nullable Future<?> timer;

  private TlsSniffer(TlsListener listener, @Nullable Duration patience, Runnable whenSilent) {
    this.listener = listener;
    this.patience = patience;
    this.whenSilent = whenSilent;
  }

  /** Lets plain text pass, too. */
  public static TlsSniffer takingBoth(TlsListener listener) {
    return new TlsSniffer(listener, null, () -> {});
  }

  /** Awaits a handshake for so long, then does something else ahead of it. */
  public static TlsSniffer awaiting(TlsListener listener, Duration patience, Runnable whenSilent) {
    return new TlsSniffer(listener, patience, whenSilent);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (patience != null) {
      timer = ctx.executor().schedule(() -> {
        if (!ctx.isRemoved()) {
          whenSilent.run();
          encrypt(ctx);
        }
      }, patience.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void encrypt(ChannelHandlerContext ctx) {
    ctx.pipeline().replace(this, "tls", listener.newHandler(ctx.alloc()));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var bytes = (ByteBuf) message;
    if (!bytes.isReadable()) {
      bytes.release();
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    var pipeline = ctx.pipeline();
    if (patience != null || bytes.getByte(bytes.readerIndex()) == HANDSHAKE) {
      encrypt(ctx);
    } else {
      pipeline.remove(this);
    }
    pipeline.fireChannelRead(bytes);
  }
}

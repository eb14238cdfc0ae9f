package io.edgesync.mesh.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who speaks NATS on channels that were upgraded. */
@FunctionalInterface
public interface Acceptor {

  /**
   * What goes on with a channel.
   *
   * @param connection reads and writes buffers as from a socket; told that its channel is active once it stands in the pipeline
   * @param reading of the same connection
   * @param farewell asked when this side closes the channel: what to tell the peer; null for nothing
   */
  record Accepted(ChannelHandler connection, Reading reading, Supplier<@Nullable CloseFrame> farewell) {}

  /** What a connection says and hears of how it is read. On the channel's event loop. */
  interface Reading {
    /** It wants nothing now; when it does again it sets the channel to read by itself. */
    boolean isPaused();

    /** So many bytes have been read and wait ahead of it. A read completes after this. */
    void waits(long bytes);
  }

  /** On the channel's event loop; null to close the channel. */
  @Nullable
  Accepted accept(Channel channel, UpgradeRequest request);
}

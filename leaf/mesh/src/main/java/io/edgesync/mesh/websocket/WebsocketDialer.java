package io.edgesync.mesh.websocket;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that we ask for: a channel that is dialled gets its handlers from here. No compression is offered, and our frames are masked.
 *
 * @param host of the URL, {@code HOST:PORT}: what the server is to think it is called
 * @param path what is asked for, such as {@code /leafnode}
 * @param connection who goes on with a channel that is upgraded; asked at most once a channel
 * @param failed told once why there is no upgrade, in which case nobody was asked for a connection; the channel closes
 */
public record WebsocketDialer(String host, String path, Function<Channel, Acceptor.Accepted> connection,
    Consumer<String> failed) {
  /** From the request to the answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int LINE_CHARS_MAX = 8 * 1024;
  private static final int HEADER_BYTES_MAX = 16 * 1024;

  /**
   * The first handlers of a new channel.
   *
   * @param tls null for plain text
   */
  public void initialize(Channel channel, @Nullable SslHandler tls) {
    if (tls != null) {
      channel.pipeline().addLast("tls", tls);
    }
    var http = new HttpDecoderConfig().setMaxInitialLineLength(LINE_CHARS_MAX).setMaxHeaderSize(HEADER_BYTES_MAX);
    channel.pipeline().addLast(WebsocketListener.DECODER, new HttpResponseDecoder(http))
        .addLast(new UpgradeCall(this, tls != null));
  }
}

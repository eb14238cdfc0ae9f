package io.edgesync.mesh.websocket;

import io.edgesync.mesh.tls.TlsException;
import io.edgesync.mesh.tls.TlsListener;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import org.jspecify.annotations.Nullable;

/** The WebSocket of one listener: each channel that comes in gets its handlers from here. */
public final class WebsocketListener {
  private static final int LINE_CHARS_MAX = 8 * 1024;
  /** A cookie may hold a JWT. */
  private static final int HEADER_BYTES_MAX = 64 * 1024;
  static final String DECODER = "http";

  private final WebsocketOptions options;
  private final Origins origins;
  /** Replaced when its files are read again; read by channels that begin. */
  private volatile @Nullable TlsListener tls;
  private final Acceptor acceptor;

  private WebsocketListener(WebsocketOptions options, @Nullable TlsListener tls, Acceptor acceptor) {
    this.options = options;
    this.origins = new Origins(options);
    this.tls = tls;
    this.acceptor = acceptor;
  }

  /** @throws TlsException when a file of its TLS cannot be used; the message names it */
  public static WebsocketListener open(WebsocketOptions options, Acceptor acceptor) throws TlsException {
    return new WebsocketListener(options, options.tls() == null ? null : TlsListener.open(options.tls()), acceptor);
  }

  /**
   * Reads the files of its TLS again, for channels that begin from now on.
   *
   * @throws TlsException when one of them cannot be used; nothing has changed then
   */
  public void renew() throws TlsException {
    if (options.tls() != null) {
      tls = TlsListener.open(options.tls());
    }
  }

  public WebsocketOptions options() {
    return options;
  }

  /** Null for plain text. */
  public @Nullable TlsListener tls() {
    return tls;
  }

  Origins origins() {
    return origins;
  }

  Acceptor acceptor() {
    return acceptor;
  }

  /** The first handlers of a new channel. */
  public void initialize(Channel channel) {
    TlsListener encrypting = tls;
    if (encrypting != null) {
      channel.pipeline().addLast(encrypting.newHandler(channel.alloc()));
    }
    var http = new HttpDecoderConfig().setMaxInitialLineLength(LINE_CHARS_MAX).setMaxHeaderSize(HEADER_BYTES_MAX);
    channel.pipeline().addLast(DECODER, new HttpRequestDecoder(http)).addLast(new Upgrade(this));
  }

  /** The channel carries no HTTP any more; what came behind the request is passed on. */
  static void endHttp(Channel channel) {
    channel.pipeline().remove(DECODER);
  }
}

package io.edgesync.agent.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Bytes to requests, within bounds. */
final class RequestDecoder extends HttpRequestDecoder {

  private static final int LINE_BYTES_MAX = 8 << 10;
  private static final int HEADERS_BYTES_MAX = 16 << 10;
  private static final int PIECE_BYTES_MAX = 64 << 10;

  RequestDecoder() {
    super(new HttpDecoderConfig().setMaxInitialLineLength(LINE_BYTES_MAX).setMaxHeaderSize(HEADERS_BYTES_MAX)
        .setMaxChunkSize(PIECE_BYTES_MAX));
  }

  /** Where a body ends has one truth, lest a proxy in front of us reads another request out of it (RFC 9112, section 6.3). */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }
}

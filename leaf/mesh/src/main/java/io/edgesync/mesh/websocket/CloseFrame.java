package io.edgesync.mesh.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * How a WebSocket ends: {@code status (2 bytes, big endian) reason (UTF-8)}, RFC 6455, section 5.5.1.
 *
 * @param status such as 1000
 * @param reason for people; cut where it does not fit into a frame
 */
public record CloseFrame(int status, String reason) {
  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int REASON_BYTES_MAX = FrameReader.CONTROL_BYTES_MAX - 2;

  static CloseFrame protocolError(String reason) {
    return new CloseFrame(PROTOCOL_ERROR, reason);
  }

  /** The payload that answers a peer's: the same; none where it has no status, because 1005 must not be sent. */
  static byte[] echo(byte[] payload) {
    if (payload.length < 2) {
      return new byte[0];
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload, 2, payload.length - 2));
      return payload;
    } catch (CharacterCodingException e) {
      return new CloseFrame(INVALID_PAYLOAD, "invalid utf8 body in close frame").payload();
    }
  }

  byte[] payload() {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, REASON_BYTES_MAX);
    return ByteBuffer.allocate(2 + length).putShort((short) status).put(text, 0, length).array();
  }
}

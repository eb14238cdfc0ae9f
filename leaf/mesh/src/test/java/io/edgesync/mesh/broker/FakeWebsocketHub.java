package io.edgesync.mesh.broker;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** A WebSocket listener for links that says no more than the test does; texts have one char per byte. */
final class FakeWebsocketHub implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  /** One who dialled. */
  static final class Caller implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    /** From the method to the empty line. */
    final String request;

    private Caller(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      request = head.toString();
    }

    Caller sendRaw(String bytes) throws IOException {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    /** The answer that grants the upgrade, with these lines in it; anything else may be sent right behind it. */
    String grant(String... headers) throws Exception {
      String key = request.replaceFirst("(?s).*Sec-WebSocket-Key: ([^\r]*)\r.*", "$1");
      byte[] digest = MessageDigest.getInstance("SHA-1")
          .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
      return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
          + Base64.getEncoder().encodeToString(digest) + "\r\n" + String.join("", headers) + "\r\n";
    }

    /** {@code MASK opcode payload} of the next frame, unmasked; one without a mask fails. */
    Heard frame() throws IOException {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      if ((second & 0x80) == 0) {
        throw new AssertionError("a client has to mask");
      }
      int length = switch (second & 0x7f) {
        case 126 -> in.readUnsignedShort();
        case 127 -> (int) in.readLong();
        default -> second & 0x7f;
      };
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < length; i++) {
        payload[i] ^= mask[i & 3];
      }
      return new Heard(first, new String(mask, StandardCharsets.ISO_8859_1),
          new String(payload, StandardCharsets.ISO_8859_1));
    }

    /** What comes in data frames up to and with this. */
    String heardUntil(String text) throws IOException {
      var heard = new StringBuilder();
      while (heard.indexOf(text) < 0) {
        heard.append(frame().payload());
      }
      return heard.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** A frame: its first byte, the mask and what was below it. */
  record Heard(int first, String mask, String payload) {}

  private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

  FakeWebsocketHub() throws IOException {
    listener.setSoTimeout(PATIENCE_MILLIS);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The next one who dials, whose request has been read. */
  Caller accept() throws IOException {
    return new Caller(listener.accept());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

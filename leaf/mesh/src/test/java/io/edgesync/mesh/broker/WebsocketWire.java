package io.edgesync.mesh.broker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A raw socket that asks for a WebSocket and speaks and hears frames; texts have one char per byte. */
final class WebsocketWire implements AutoCloseable {
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;
  static final int FINAL = 0x80;
  static final int COMPRESSED = 0x40;
  private static final int PATIENCE_MILLIS = 5000;
  private static final byte[] MASK = {0x11, 0x22, 0x33, 0x44};

  /** As it came, but opened where it was compressed. */
  record Frame(int first, String payload) {
    int opcode() {
      return first & 0xf;
    }

    /** {@code close 1002 Protocol Violation}, {@code pong hi}, {@code binary PONG}. */
    String shown() {
      return switch (opcode()) {
        case CLOSE -> "close" + (payload.length() < 2
            ? ""
            : " " + (payload.charAt(0) << 8 | payload.charAt(1)) + " " + payload.substring(2));
        case PONG -> "pong " + payload;
        case PING -> "ping " + payload;
        case TEXT -> "text " + payload;
        default -> payload;
      };
    }
  }

  private final Socket socket;
  private final DataInputStream in;

  private WebsocketWire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  static WebsocketWire to(int port) throws IOException {
    return new WebsocketWire(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  static WebsocketWire to(int port, @Nullable SSLContext tls) throws IOException {
    return tls == null ? to(port) : new WebsocketWire(tls.getSocketFactory().createSocket("localhost", port));
  }

  /** A connection that was upgraded, whose INFO has been read. */
  static WebsocketWire opened(int port, String... headers) throws IOException {
    WebsocketWire wire = upgraded(port, "/", headers);
    String info = wire.frame().payload();
    if (!info.startsWith("INFO {")) {
      throw new AssertionError("no INFO, but: " + info);
    }
    return wire;
  }

  static WebsocketWire upgraded(int port, String path, String... headers) throws IOException {
    WebsocketWire wire = to(port);
    String answer = wire.ask(request(path, headers));
    if (!answer.startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError("no upgrade, but: " + answer);
    }
    return wire;
  }

  static String request(String path, String... headers) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        + "Connection: Upgrade\r\nSec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /** Sends the request; the head of the answer without what depends on the hour. */
  String ask(String request) throws IOException {
    send(request.getBytes(StandardCharsets.ISO_8859_1));
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return head + "(closed)";
      }
      head.append((char) b);
    }
    return head.toString();
  }

  void send(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException closedByPeer) {
      // Reading finds the end.
    }
  }

  WebsocketWire sendRaw(String bytes) throws IOException {
    send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** One masked binary frame. */
  WebsocketWire send(String text) throws IOException {
    return sendRaw(frame(FINAL | BINARY, text));
  }

  WebsocketWire send(int first, String payload) throws IOException {
    return sendRaw(frame(first, payload));
  }

  static String frame(int first, String payload) {
    return head(first, payload.length(), true) + masked(payload);
  }

  static String unmasked(int first, String payload) {
    return head(first, payload.length(), false) + payload;
  }

  private static String head(int first, int length, boolean mask) {
    int bit = mask ? 0x80 : 0;
    var head = new StringBuilder().append((char) first);
    if (length < 126) {
      head.append((char) (bit | length));
    } else if (length < 1 << 16) {
      head.append((char) (bit | 126)).append((char) (length >> 8)).append((char) (length & 0xff));
    } else {
      head.append((char) (bit | 127)).append("\0\0\0\0");
      for (int shift = 24; shift >= 0; shift -= 8) {
        head.append((char) (length >> shift & 0xff));
      }
    }
    return mask ? head.append(new String(MASK, StandardCharsets.ISO_8859_1)).toString() : head.toString();
  }

  private static String masked(String payload) {
    var masked = new StringBuilder(payload.length());
    for (int i = 0; i < payload.length(); i++) {
      masked.append((char) (payload.charAt(i) ^ MASK[i & 3]));
    }
    return masked.toString();
  }

  /** The next frame; its payload is opened where it is compressed and whole. */
  Frame frame() throws IOException {
    Frame frame = rawFrame();
    return (frame.first & (FINAL | COMPRESSED)) == (FINAL | COMPRESSED)
        ? new Frame(frame.first, inflated(frame.payload))
        : frame;
  }

  /** The payload of the next message, which may be compressed and in several frames. */
  String message() throws IOException {
    Frame first = rawFrame();
    var payload = new StringBuilder(first.payload);
    for (Frame last = first; (last.first & FINAL) == 0;) {
      last = rawFrame();
      if ((last.first & ~FINAL) != CONTINUATION) {
        throw new AssertionError("expected a continuation, got " + last.first);
      }
      payload.append(last.payload);
    }
    return (first.first & COMPRESSED) == 0 ? payload.toString() : inflated(payload.toString());
  }

  private Frame rawFrame() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    if ((second & 0x80) != 0) {
      throw new AssertionError("a server must not mask");
    }
    long length = switch (second) {
      case 126 -> in.readUnsignedShort();
      case 127 -> in.readLong();
      default -> second;
    };
    return new Frame(first, new String(in.readNBytes((int) length), StandardCharsets.ISO_8859_1));
  }

  private static String inflated(String compressed) {
    var inflater = new Inflater(true);
    try {
      inflater.setInput((compressed + "\0\0\u00ff\u00ff").getBytes(StandardCharsets.ISO_8859_1));
      var plain = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      for (int count = inflater.inflate(part); count > 0; count = inflater.inflate(part)) {
        plain.write(part, 0, count);
      }
      return plain.toString(StandardCharsets.ISO_8859_1);
    } catch (DataFormatException e) {
      throw new AssertionError(e);
    } finally {
      inflater.end();
    }
  }

  /** What is heard up to and with the text, or up to the end, which is marked; PINGs of the server are left out. */
  String heardUntil(String text) throws IOException {
    var heard = new StringBuilder();
    while (heard.length() < text.length() || heard.indexOf(text, heard.length() - text.length()) < 0) {
      try {
        String shown = frame().shown();
        heard.append(shown.equals("PING\r\n") ? "" : shown);
      } catch (EOFException | SocketException end) {
        return heard + "(closed)";
      }
    }
    return heard.toString();
  }

  /** Everything up to the end, which must come. */
  String rest() throws IOException {
    return heardUntil("(no such text)");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

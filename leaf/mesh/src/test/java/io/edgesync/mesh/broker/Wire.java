package io.edgesync.mesh.broker;

import java.io.BufferedInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A raw socket that speaks and hears protocol text, one char per byte. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5000;

  private Socket socket;
  private InputStream in;
  private boolean ended;

  Wire(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  Wire(Socket connected) throws IOException {
    socket = connected;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Shakes hands as a client; what follows is encrypted. */
  void startTls(SSLContext tls) throws IOException {
    var encrypted = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    encrypted.startHandshake();
    socket = encrypted;
    in = new BufferedInputStream(encrypted.getInputStream());
  }

  Wire send(String text) throws IOException {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (SocketException | SSLException closedByPeer) {
      ended = true;
    }
    return this;
  }

  /** One line with its CR LF, or "" at the end of the stream. */
  String line() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int b;
      try {
        b = in.read();
      } catch (SocketException | SSLException reset) {
        b = -1;
      }
      if (b < 0) {
        ended = true;
        return line.toString(StandardCharsets.ISO_8859_1);
      }
      line.write(b);
      if (b == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1);
      }
    }
  }

  /** The next line that is no PING of the server, which comes when it will. */
  String answer() throws IOException {
    String line = line();
    while (line.equals("PING\r\n")) {
      line = line();
    }
    return line;
  }

  /** A MSG line with its payload, which holds no line feed. */
  String message() throws IOException {
    return answer() + line();
  }

  /** Lines up to and with the first that begins so. */
  String linesUntil(String beginning) throws IOException {
    var lines = new StringBuilder();
    while (!ended) {
      String line = line();
      lines.append(line);
      if (line.startsWith(beginning)) {
        return lines.toString();
      }
    }
    throw new AssertionError("'" + beginning + "' did not come, but: " + lines);
  }

  String bytes(int count) throws IOException {
    return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /** Everything up to the end of the connection, which must come. */
  String rest() throws IOException {
    var rest = new StringBuilder();
    try {
      while (!ended) {
        rest.append(line());
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection stays open after: " + rest, e);
    }
    return rest.toString();
  }

  /** Nothing comes for that long. */
  boolean isSilentFor(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException silence) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  /** Reads to the end of the connection, which must come, and gives the last of it. */
  String restDiscarded() throws IOException {
    var last = new StringBuilder();
    byte[] part = new byte[64 * 1024];
    try {
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        last.append(new String(part, 0, count, StandardCharsets.ISO_8859_1));
        last.delete(0, Math.max(0, last.length() - 1000));
      }
    } catch (SocketTimeoutException stays) {
      throw new AssertionError("the connection stays open after: " + last, stays);
    } catch (SocketException reset) {
      ended = true;
    }
    return last.toString();
  }

  boolean ended() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package io.edgesync.agent.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/** HTTP as bytes, so that a test says exactly what is sent and sees exactly what comes. */
final class RawHttp {

  private RawHttp() {}

  /**
   * Sends one request and reads until the server closes; closes the socket.
   *
   * @param contentType null to send no header beyond {@code requestLine}, which may hold some
   */
  static String exchange(Socket socket, String requestLine, @Nullable String contentType, byte[] body)
      throws IOException {
    try (socket) {
      String headers = contentType == null
          ? ""
          : (contentType.isEmpty() ? "" : "\r\nContent-Type: " + contentType)
              + "\r\nContent-Length: " + body.length;
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes((requestLine + headers + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      request.writeBytes(body);
      Thread sender = Thread.ofVirtual().start(() -> {
        try {
          socket.getOutputStream().write(request.toByteArray());
        } catch (IOException e) {
          // The server may refuse before it has read everything.
        }
      });
      String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      sender.join();
      return reply;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** Reads one reply by its length and leaves the connection open. */
  static String readReply(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder reply = new StringBuilder();
    while (reply.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended after: " + reply);
      }
      reply.append((char) next);
    }
    int length = Integer.parseInt(reply.toString().replaceAll("(?is).*\r\nContent-Length: *([0-9]+).*", "$1"));
    return reply + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  /** A small compressed body whose text is one comment of so many bytes. */
  static byte[] bomb(int textBytes) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(textBytes >>> 24);
    body.write(textBytes >>> 16);
    body.write(textBytes >>> 8);
    body.write(textBytes);
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(body)) {
      byte[] piece = new byte[1 << 20];
      java.util.Arrays.fill(piece, (byte) '#');
      for (int left = textBytes; left > 0; left -= piece.length) {
        zlib.write(piece, 0, Math.min(left, piece.length));
      }
    }
    return body.toByteArray();
  }
}

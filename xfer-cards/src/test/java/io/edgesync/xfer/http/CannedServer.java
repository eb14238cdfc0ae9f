package io.edgesync.xfer.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that reads one request for each connection and answers each with the same bytes. */
final class CannedServer implements AutoCloseable {

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Thread thread;
  private final String answer;
  private final boolean stalls;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile String requestHead = "";

  CannedServer(String answer) throws IOException {
    this(answer, false);
  }

  private CannedServer(String answer, boolean stalls) throws IOException {
    this.answer = answer;
    this.stalls = stalls;
    this.thread = Thread.ofVirtual().start(this::serve);
  }

  static CannedServer text(String contentType, String body) throws IOException {
    return new CannedServer("HTTP/1.0 200 OK\r\nContent-Type: " + contentType + "\r\nContent-Length: " + body.length()
        + "\r\nConnection: close\r\n\r\n" + body);
  }

  /** Keeps the connection open after its answer. */
  static CannedServer stalling(String answer) throws IOException {
    return new CannedServer(answer, true);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
  }

  /** Request line and headers of the last request. */
  String requestHead() {
    return requestHead;
  }

  int requests() {
    return requests.get();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        readRequest(connection.getInputStream());
        requests.incrementAndGet();
        connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        connection.getOutputStream().flush();
        if (stalls) {
          connection.getInputStream().read();
        }
      } catch (IOException e) {
        // The client went away, or this server is closed.
      }
    }
  }

  private void readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    requestHead = head.toString();
    in.readNBytes(Integer.parseInt(requestHead.replaceAll("(?is).*\r\nContent-Length: *([0-9]+).*", "$1")));
  }

  @Override
  public void close() {
    try {
      socket.close();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.edgesync.cli.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of the protocol's lines that stays connected, and tells what it hears. */
final class Telnet implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final BufferedReader in;

  /** Connects; the greeting is not told of. */
  Telnet(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    in.readLine();
  }

  /** Logs in and says these lines; they are done when this returns. */
  static Telnet as(int port, String user, String lines) throws IOException {
    var telnet = new Telnet(port);
    telnet.say("CONNECT {\"verbose\":false,\"pedantic\":false,\"user\":\"" + user + "\",\"pass\":\"secret\"}\r\n"
        + lines);
    return telnet;
  }

  /** Sends the lines and a PING; all that came up to the answer, or to the end of the connection. */
  List<String> say(String lines) throws IOException {
    try {
      socket.getOutputStream().write((lines + "PING\r\n").getBytes(StandardCharsets.UTF_8));
    } catch (SocketException closed) {
      // What it said before is still to be read.
    }
    return hear("PONG");
  }

  /** All up to that line, or to the end of the connection, which is told of as {@code closed}. */
  List<String> hear(String last) throws IOException {
    List<String> heard = new ArrayList<>();
    while (true) {
      String line = readLine();
      heard.add(line);
      if (line.equals(last) || line.equals("closed")) {
        return heard;
      }
    }
  }

  private String readLine() throws IOException {
    try {
      String line = in.readLine();
      return line == null ? "closed" : line;
    } catch (SocketException reset) {
      return "closed";
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package io.edgesync.mesh.leafnode;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What answers at an address, told by the INFO line that every NATS listener sends first.
 *
 * @param kind what it is
 * @param detail for a person: the system's error, or the first bytes of an answer that is not NATS; empty for NATS
 */
public record PortProbe(String host, int port, Kind kind, String detail, @Nullable String serverName,
    @Nullable String version, int maxPayloadBytes, boolean authRequired, boolean tlsRequired) {

  private static final int LINE_BYTES_MAX = 64 * 1024;
  private static final int SHOWN_MAX = 40;

  /** Kinds of port. */
  public enum Kind {
    /** Takes NATS clients: {@code nats://}. */
    CLIENT,
    /** Takes leafnode links: {@code nats-leaf://}. */
    LEAFNODE,
    /** A NATS server's port for other servers (routes, gateways). */
    OTHER_NATS,
    /** Accepts a connection and does not speak NATS, or says nothing. */
    NOT_NATS,
    /** Refuses or never answers, or its name does not resolve. */
    UNREACHABLE
  }

  /** Connects, reads the greeting and closes. Blocks at most about {@code patience}. Never throws for what it finds. */
  public static PortProbe probe(String host, int port, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    IOException last = new UnknownHostException(host);
    try {
      // Each address gets the time that is left: a name may stand for ::1 and 127.0.0.1, and only one of them listens.
      for (InetAddress address : InetAddress.getAllByName(host)) {
        try (var socket = new Socket()) {
          socket.connect(new InetSocketAddress(address, port), millisLeft(deadline));
          return greeted(host, port, socket, deadline);
        } catch (IOException e) {
          last = e;
        }
      }
    } catch (UnknownHostException e) {
      return bare(host, port, Kind.UNREACHABLE, "the name " + host + " does not resolve");
    }
    String reason = last.getMessage();
    return bare(host, port, Kind.UNREACHABLE, reason == null ? last.getClass().getSimpleName() : reason);
  }

  /**
   * Whether a leafnode port lets in whom {@code remote} names, without this node's key. Its INFO does not tell: {@code nats-server}
   * says {@code auth_required} there always. Blocks at most about {@code patience}; what gives no clear answer counts as a yes.
   */
  public static boolean letsIn(LeafRemote remote, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(remote.host(), remote.port()), millisLeft(deadline));
      firstLine(socket, deadline);
      JsonObject connect = new JsonObject();
      connect.put("name", "edgesync-doctor");
      connect.put("server_id", "edgesync-doctor");
      connect.put("headers", true);
      if (remote.user() != null) {
        connect.put("user", remote.user());
        connect.put("pass", remote.password());
      }
      socket.getOutputStream()
          .write(("CONNECT " + JsonWriter.string(connect) + "\r\nPING\r\n").getBytes(StandardCharsets.UTF_8));
      var in = new BufferedInputStream(socket.getInputStream());
      for (String line = nextLine(socket, in, deadline); !line.startsWith("PONG"); line = nextLine(socket, in,
          deadline)) {
        if (line.startsWith("-ERR") && line.contains("Authorization")) {
          return false;
        }
      }
    } catch (IOException e) {
      return true;
    }
    return true;
  }

  private static PortProbe greeted(String host, int port, Socket socket, long deadline) {
    String line;
    try {
      line = firstLine(socket, deadline);
    } catch (SocketTimeoutException e) {
      return bare(host, port, Kind.NOT_NATS, "it accepts connections and says nothing");
    } catch (IOException e) {
      return bare(host, port, Kind.NOT_NATS, "it closed the connection without a word");
    }
    ServerInfo info = line.startsWith("INFO ") ? ServerInfo.parse(line.substring(5).strip()) : null;
    if (info == null) {
      String shown = line.replaceAll("[^\\x20-\\x7e]", "?");
      return bare(host, port, Kind.NOT_NATS,
          shown.isEmpty()
              ? "it closed the connection without a word"
              : "it says '" + shown.substring(0, Math.min(SHOWN_MAX, shown.length())) + "'");
    }
    return new PortProbe(host, port, info.kind(), "", info.serverName(), info.version(), info.maxPayloadBytes(),
        info.authRequired(), info.tlsRequired());
  }

  private static String firstLine(Socket socket, long deadline) throws IOException {
    InputStream in = socket.getInputStream();
    var line = new ByteArrayOutputStream();
    byte[] chunk = new byte[4096];
    while (line.size() < LINE_BYTES_MAX) {
      socket.setSoTimeout(millisLeft(deadline));
      int got = in.read(chunk);
      if (got < 0) {
        break;
      }
      for (int i = 0; i < got; i++) {
        if (chunk[i] == '\n') {
          line.write(chunk, 0, i);
          return line.toString(StandardCharsets.UTF_8);
        }
      }
      line.write(chunk, 0, got);
      if (line.size() >= 4 && !line.toString(StandardCharsets.ISO_8859_1).startsWith("INFO")) {
        break;
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Fails at the end of the stream, where the line is too long, and when the time is over, whatever keeps coming. */
  private static String nextLine(Socket socket, InputStream in, long deadline) throws IOException {
    var line = new ByteArrayOutputStream();
    while (line.size() < LINE_BYTES_MAX && System.nanoTime() < deadline) {
      socket.setSoTimeout(millisLeft(deadline));
      int got = in.read();
      if (got == '\n') {
        return line.toString(StandardCharsets.UTF_8);
      }
      if (got < 0) {
        throw new EOFException();
      }
      line.write(got);
    }
    throw new SocketTimeoutException("no whole line came in time");
  }

  private static int millisLeft(long deadline) {
    return Math.clamp((deadline - System.nanoTime()) / 1_000_000, 1, Integer.MAX_VALUE);
  }

  private static PortProbe bare(String host, int port, Kind kind, String detail) {
    return new PortProbe(host, port, kind, detail, null, null, 0, false, false);
  }

  /**
   * One line that says why a leafnode link to this port cannot come up and what to do, or null when nothing stands in the way.
   * For {@link Kind#UNREACHABLE} the line is a warning only: the upstream may come later.
   */
  public @Nullable String whyNoLeafnode() {
    String address = host + ":" + port;
    return switch (kind) {
      case LEAFNODE -> null;
      case CLIENT ->
        address + " is the client port of NATS server " + serverName + "; give its leafnode port, nats-leaf://"
            + host + ":PORT (the port of leafnodes { … } in its configuration, " + LeafRemote.DEFAULT_PORT
            + " by default)";
      case OTHER_NATS ->
        address + " is a NATS server's port for other servers of its cluster; give its leafnode port, nats-leaf://"
            + host + ":PORT (the port of leafnodes { … } in its configuration, " + LeafRemote.DEFAULT_PORT
            + " by default)";
      case NOT_NATS -> address + " is not a NATS server: " + detail + "; check host and port";
      case UNREACHABLE ->
        address + " cannot be reached: " + detail + "; check that it runs, and host and port";
    };
  }
}

package io.edgesync.ops.broker;

import io.edgesync.cli.console.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A NATS client that is nothing but a socket: blocking, for one thread at a time in each direction. */
public final class RawClient implements AutoCloseable {

  private static final String CONNECT = "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,\"protocol\":1,"
      + "\"name\":\"bench\",\"lang\":\"raw\",\"version\":\"1.0.0\"}\r\n";
  public static final byte[] PONG = "PONG\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel channel;
  private static final int READ_BYTES = 256 * 1024;

  private final ByteBuffer in;

  private RawClient(SocketChannel channel, int readBytes) {
    this.channel = channel;
    in = ByteBuffer.allocateDirect(readBytes).limit(0);
  }

  /** Connected, and past the first PONG. */
  public static RawClient connect(int port) throws IOException {
    return connect(port, READ_BYTES);
  }

  /** @param readBytes taken from the socket at most at a time */
  public static RawClient connect(int port, int readBytes) throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    RawClient client = new RawClient(channel, readBytes);
    client.readLine();
    client.send(CONNECT);
    client.flush();
    return client;
  }

  /** The socket, connected and blocking. */
  public SocketChannel channel() {
    return channel;
  }

  public void send(String text) throws IOException {
    send(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  public void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Waits until the server has taken all that was sent; nothing but PINGs, INFO and the PONG may come meanwhile. */
  public void flush() throws IOException {
    send(ByteBuffer.wrap(PING));
    while (true) {
      String line = readLine();
      if (line.equals("PONG")) {
        return;
      }
      answer(line);
    }
  }

  private void answer(String line) throws IOException {
    if (line.equals("PING")) {
      send(ByteBuffer.wrap(PONG));
    } else if (!line.startsWith("INFO ")) {
      throw new Failure("the server said " + line);
    }
  }

  public String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      byte next = readByte();
      if (next == '\n') {
        return line.toString().stripTrailing();
      }
      line.append((char) next);
    }
  }

  private byte readByte() throws IOException {
    if (!in.hasRemaining()) {
      fill();
    }
    return in.get();
  }

  /** Reads what there is, at least one byte; what was read before and not used is gone. */
  public ByteBuffer fill() throws IOException {
    in.clear();
    if (channel.read(in) < 0) {
      in.flip();
      throw new EOFException("the server closed the connection");
    }
    in.flip();
    return in;
  }

  /** Skips a message of {@code bytes} bytes, which is next but for PINGs; those are answered. */
  public void skipMessage(int bytes) throws IOException {
    while (true) {
      if (!in.hasRemaining()) {
        fill();
      }
      if (in.get(in.position()) != 'P') {
        break;
      }
      answer(readLine());
    }
    int left = bytes;
    while (left > 0) {
      if (!in.hasRemaining()) {
        fill();
      }
      int taken = Math.min(left, in.remaining());
      in.position(in.position() + taken);
      left -= taken;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

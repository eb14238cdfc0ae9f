package io.edgesync.agent.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8 over a blocking channel, each of bounded length. */
final class JsonLines {

  /** What a daemon reads: any command fits. */
  static final int REQUEST_BYTES_MAX = 64 << 10;
  /** What a client reads: a status with thousands of repositories fits. */
  static final int ANSWER_BYTES_MAX = 64 << 20;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();

  private final int lineBytesMax;

  JsonLines(SocketChannel channel, int lineBytesMax) {
    this.channel = channel;
    this.lineBytesMax = lineBytesMax;
  }

  /** A line that is not read any further. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(int bytesMax) {
      super("expected a line of " + bytesMax + " bytes at most, more came");
    }
  }

  /** The next line without its end, null when the other side has closed. */
  @Nullable
  String read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      while (buffer.hasRemaining()) {
        byte b = buffer.get();
        if (b == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        if (line.size() >= lineBytesMax) {
          throw new TooLongException(lineBytesMax);
        }
        line.write(b);
      }
      buffer.clear();
      int read = channel.read(buffer);
      buffer.flip();
      if (read < 0) {
        return null;
      }
    }
  }

  void write(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}

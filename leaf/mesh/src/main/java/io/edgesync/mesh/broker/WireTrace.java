package io.edgesync.mesh.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the lines of one connection at level trace, as {@code nats-server} does: {@code <<-} what comes, {@code ->>} what goes. Passwords,
 * tokens, signatures and JWTs are left out; payloads that come are shown up to a length. It stands beside the connection, so that
 * what it sees is neither encrypted nor framed. Without the level it is not there and costs nothing. On the connection's event loop.
 */
final class WireTrace extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(WireTrace.class);
  private static final int SHOWN_MAX = 4096;
  private static final String CONNECT = "CONNECT";
  private static final Pattern MESSAGE = Pattern.compile("(?is)(H?PUB|[HLR]?MSG)[ \\t].*?([0-9]{1,9})[ \\t]*");

  /** The lines of one direction. */
  private final class Direction {
    private final String arrow;
    private final boolean inbound;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    /** Bytes of a payload and its end that are still to come. */
    private long payload;

    Direction(String arrow, boolean inbound) {
      this.arrow = arrow;
      this.inbound = inbound;
    }

    void see(ByteBuf bytes) {
      for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
        byte b = bytes.getByte(i);
        if (payload > 0) {
          keep(b);
          if (--payload == 0) {
            endOfPayload();
          }
        } else if (b == '\n') {
          endOfLine();
        } else {
          keep(b);
        }
      }
    }

    private void keep(byte b) {
      if (shown.size() < SHOWN_MAX) {
        shown.write(b);
      }
    }

    private String take() {
      String text = shown.toString(StandardCharsets.UTF_8).replaceAll("[\\r\\n]+$", "");
      shown.reset();
      return text;
    }

    private void endOfPayload() {
      String text = take();
      if (inbound) {
        LOG.trace("{} - {} MSG_PAYLOAD: [\"{}\"]", who(), arrow, printable(text));
      }
    }

    private void endOfLine() {
      String line = take();
      LOG.trace("{} - {} [{}]", who(), arrow, printable(withoutSecrets(line)));
      Matcher message = MESSAGE.matcher(line);
      if (message.matches()) {
        payload = Long.parseLong(message.group(2)) + 2;
      }
    }
  }

  private final Connection connection;
  private final Direction in = new Direction("<<-", true);
  private final Direction out = new Direction("->>", false);

  private WireTrace(Connection connection) {
    this.connection = connection;
  }

  /** Puts itself beside the connection, if the log wants that. */
  static void attach(ChannelHandlerContext ctx, Connection connection) {
    if (LOG.isTraceEnabled()) {
      ctx.pipeline().addBefore(ctx.name(), null, new WireTrace(connection));
    }
  }

  /** The same for a connection whose log may want something else than before. */
  static void attachOrDetach(Connection connection) {
    ChannelHandlerContext ctx = connection.channel.pipeline().context(connection);
    WireTrace attached = connection.channel.pipeline().get(WireTrace.class);
    if (attached == null && ctx != null) {
      attach(ctx, connection);
    } else if (attached != null && !LOG.isTraceEnabled()) {
      connection.channel.pipeline().remove(attached);
    }
  }

  static String withoutSecrets(String line) {
    return line.regionMatches(true, 0, CONNECT, 0, CONNECT.length()) ? ConnectSecrets.masked(line) : line;
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private String who() {
    return connection.remoteAddress() + " - " + (connection instanceof LeafLink ? "lid:" : "cid:") + connection.number;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (message instanceof ByteBuf bytes) {
      in.see(bytes);
    }
    super.channelRead(ctx, message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
    if (message instanceof ByteBuf bytes) {
      out.see(bytes);
    }
    super.write(ctx, message, promise);
  }
}

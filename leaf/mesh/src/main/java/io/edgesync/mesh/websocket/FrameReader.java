package io.edgesync.mesh.websocket;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the frames of a peer apart (RFC 6455, section 5.2). Payloads are unmasked where they lie and moved up over the heads between them,
 * so that what one read brings is one stretch of bytes again. Nothing is kept of a payload that is not whole yet, so that there is no
 * limit to how long one may be. Keeps 16 bytes of a head that is not whole, and 125 of a control frame. One thread at a time.
 */
final class FrameReader {
  static final int CONTROL_BYTES_MAX = 125;

  /** What becomes of the parts. */
  interface Receiver {
    /** Bytes of messages; the receiver releases them. */
    void onBytes(ByteBuf bytes);

    /**
     * A part of a compressed message; the receiver releases it.
     *
     * @param last the message ends with it
     */
    void onCompressed(ByteBuf part, boolean last);

    void onPing(byte[] payload);

    /** Nothing is read after this. */
    void onClose(byte[] payload);

    /** What came is no frame that is allowed here. Nothing is read after this. */
    void onViolation(String reason);
  }

  private static final int FINAL = 0x80;
  private static final int RSV1 = 0x40;
  private static final int RSV2_AND_3 = 0x30;
  private static final int MASK = 0x80;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private final Receiver receiver;
  private final Framing.Masking masking;
  private final boolean compression;

  private final byte[] head = new byte[14];
  private int headLength;
  private boolean insideFrame;
  private int opcode;
  private long remaining;
  private boolean masked;
  /** The mask of the next byte in its highest 8 bits. */
  private int mask;
  private byte[] control = new byte[0];
  private int controlLength;
  /** The last data frame was the last one of its message. */
  private boolean messageWhole = true;
  private boolean compressed;
  private boolean over;
  /** Of the read that is handled: bytes of messages from here to there wait to be handed on. */
  private int from;
  private int to;

  /**
   * @param masking frames that are not masked, or that are, may be a violation
   * @param compression messages may be compressed
   */
  FrameReader(Receiver receiver, Framing.Masking masking, boolean compression) {
    this.receiver = receiver;
    this.masking = masking;
    this.compression = compression;
  }

  /** Nothing is read any more. */
  void end() {
    over = true;
  }

  /** Reads all of it; its bytes are changed. The caller releases it. */
  void read(ByteBuf in) {
    from = in.readerIndex();
    to = from;
    while (!over && in.isReadable()) {
      if (insideFrame) {
        readPayload(in);
      } else if (!readHead(in)) {
        break;
      }
    }
    handOn(in, false);
  }

  private boolean readHead(ByteBuf in) {
    while (in.isReadable()) {
      head[headLength++] = in.readByte();
      if (headLength >= 2 && headLength == headSize()) {
        headLength = 0;
        beginFrame(in);
        return true;
      }
    }
    return false;
  }

  private int headSize() {
    int size = (head[1] & MASK) == 0 ? 2 : 6;
    return switch (head[1] & 0x7f) {
      case 126 -> size + 2;
      case 127 -> size + 8;
      default -> size;
    };
  }

  private void beginFrame(ByteBuf in) {
    remaining = payloadLength();
    masked = (head[1] & MASK) != 0;
    String violation = violation(head[0] & 0xff);
    if (violation != null) {
      handOn(in, false);
      over = true;
      receiver.onViolation(violation);
      return;
    }
    mask = masked ? bigEndian(headSize() - 4) : 0;
    opcode = head[0] & 0xf;
    insideFrame = true;
    if (opcode >= CLOSE) {
      control = new byte[(int) remaining];
      controlLength = 0;
    } else {
      messageWhole = (head[0] & FINAL) != 0;
      if (opcode != CONTINUATION) {
        boolean nowCompressed = (head[0] & RSV1) != 0;
        if (nowCompressed != compressed) {
          handOn(in, false);
        }
        compressed = nowCompressed;
      }
    }
    if (remaining == 0) {
      endFrame(in);
    }
  }

  private long payloadLength() {
    int length = head[1] & 0x7f;
    return switch (length) {
      case 126 -> ((head[2] & 0xff) << 8) | (head[3] & 0xff);
      case 127 -> ((long) bigEndian(2) << 32) | (bigEndian(6) & 0xffffffffL);
      default -> length;
    };
  }

  private int bigEndian(int at) {
    return ((head[at] & 0xff) << 24) | ((head[at + 1] & 0xff) << 16) | ((head[at + 2] & 0xff) << 8)
        | (head[at + 3] & 0xff);
  }

  /** The texts of {@code nats-server}; null for a frame that is allowed. */
  private @Nullable String violation(int first) {
    boolean last = (first & FINAL) != 0;
    boolean rsv1 = (first & RSV1) != 0;
    if ((first & RSV2_AND_3) != 0) {
      return "RSV2 and RSV3 must be clear";
    }
    if (rsv1 && !compression) {
      return "compressed frame received without negotiated permessage-deflate";
    }
    if (masking == Framing.Masking.REQUIRED && !masked) {
      return "mask bit missing";
    }
    if (masking == Framing.Masking.FORBIDDEN && masked) {
      return "mask bit set by a server";
    }
    if (remaining < 0) {
      return "frame length has its highest bit set";
    }
    return switch (first & 0xf) {
      case CLOSE, PING, PONG -> controlViolation(last, rsv1);
      case TEXT, BINARY ->
        messageWhole ? null : "new message started before final frame for previous message was received";
      case CONTINUATION -> messageWhole || rsv1 ? "invalid continuation frame" : null;
      default -> "unknown opcode " + (first & 0xf);
    };
  }

  private @Nullable String controlViolation(boolean last, boolean rsv1) {
    if (remaining > CONTROL_BYTES_MAX) {
      return "control frame length bigger than maximum allowed of " + CONTROL_BYTES_MAX + " bytes";
    }
    if (!last) {
      return "control frame does not have final bit set";
    }
    return rsv1 ? "control frame must not be compressed" : null;
  }

  private void readPayload(ByteBuf in) {
    int count = (int) Math.min(remaining, in.readableBytes());
    int at = in.readerIndex();
    if (opcode >= CLOSE) {
      in.getBytes(at, control, controlLength, count);
      for (int i = 0; i < count; i++) {
        control[controlLength++] ^= (byte) (mask >>> 24);
        mask = Integer.rotateLeft(mask, 8);
      }
    } else {
      move(in, at, count);
      to += count;
    }
    in.skipBytes(count);
    remaining -= count;
    if (remaining == 0) {
      endFrame(in);
    }
  }

  /** Unmasks so many bytes on their way to where the stretch ends, which is never behind them. */
  private void move(ByteBuf in, int at, int count) {
    if (!masked) {
      if (at != to) {
        in.setBytes(to, in, at, count);
      }
      return;
    }
    long wide = ((long) mask << 32) | (mask & 0xffffffffL);
    int i = 0;
    for (; i + 8 <= count; i += 8) {
      in.setLong(to + i, in.getLong(at + i) ^ wide);
    }
    for (; i < count; i++) {
      in.setByte(to + i, in.getByte(at + i) ^ (mask >>> 24));
      mask = Integer.rotateLeft(mask, 8);
    }
  }

  private void endFrame(ByteBuf in) {
    insideFrame = false;
    if (opcode < CLOSE) {
      if (compressed && messageWhole) {
        handOn(in, true);
      }
      return;
    }
    switch (opcode) {
      case PING -> receiver.onPing(control);
      case CLOSE -> {
        handOn(in, false);
        over = true;
        receiver.onClose(control);
      }
      default -> {
        // A PONG that nobody asked for.
      }
    }
  }

  private void handOn(ByteBuf in, boolean messageEnds) {
    int begin = from;
    int length = to - from;
    from = in.readerIndex();
    to = from;
    if (length == 0 && !messageEnds) {
      return;
    }
    ByteBuf stretch = in.retainedSlice(begin, length);
    if (compressed) {
      receiver.onCompressed(stretch, messageEnds);
    } else {
      receiver.onBytes(stretch);
    }
  }
}

package io.edgesync.mesh.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.Seed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Frames without a socket below them. */
class WebsocketFramesTest {
  private static final long SEED = Seed.next();
  private static final int CASES = 40;

  private static Framing agreed(boolean compression) {
    return Framing.ofServer(new UpgradeRequest(false, compression, false, false, false, null, null, null));
  }

  private static EmbeddedChannel channel(boolean compression) {
    return new EmbeddedChannel(new WebsocketFrames(agreed(compression), new Reads(), () -> null));
  }

  /** Data in frames, masked and not, text and binary, fragments, compressed, with PINGs between them: the same bytes, however they are cut. */
  @Test
  void theStreamDoesNotDependOnFramesOrReads() {
    for (int i = 0; i < CASES; i++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + i);
      var expected = new ByteArrayOutputStream();
      ByteBuf frames = Unpooled.buffer();
      for (int messages = random.nextInt(1, 8); messages > 0; messages--) {
        writeMessage(random, expected, frames);
      }
      EmbeddedChannel channel = channel(true);
      while (frames.isReadable()) {
        int count = Math.min(frames.readableBytes(), random.nextInt(3) == 0 ? 1 : random.nextInt(1, 3000));
        channel.writeInbound(frames.readBytes(count));
      }
      frames.release();
      assertThat(received(channel)).as("seed %s", SEED + i).isEqualTo(expected.toByteArray());
      channel.finishAndReleaseAll();
    }
  }

  private static void writeMessage(RandomGenerator random, ByteArrayOutputStream expected, ByteBuf frames) {
    byte[] data = new byte[random.nextInt(8) == 0 ? random.nextInt(70_000) : random.nextInt(200)];
    random.nextBytes(data);
    expected.writeBytes(data);
    boolean compressed = random.nextBoolean();
    byte[] payload = compressed ? deflated(data) : data;
    int at = 0;
    boolean first = true;
    boolean last = false;
    while (!last) {
      int count = random.nextBoolean() ? payload.length - at : random.nextInt(payload.length - at + 1);
      last = at + count == payload.length && random.nextBoolean();
      int opcode = first ? random.nextInt(1, 3) | (compressed ? 0x40 : 0) : 0;
      frame(random, frames, opcode | (last ? 0x80 : 0), payload, at, count);
      if (random.nextInt(4) == 0) {
        frame(random, frames, 0x89, new byte[3], 0, random.nextInt(4));
      }
      at += count;
      first = false;
    }
  }

  private static byte[] deflated(byte[] data) {
    ByteBuf plain = Unpooled.wrappedBuffer(data);
    ByteBuf compressed = Deflation.message(plain.alloc(), plain);
    try {
      return ByteBufUtil.getBytes(compressed);
    } finally {
      compressed.release();
      plain.release();
    }
  }

  private static void frame(RandomGenerator random, ByteBuf out, int first, byte[] payload, int from, int count) {
    boolean masked = random.nextBoolean();
    int bit = masked ? 0x80 : 0;
    out.writeByte(first);
    if (count < 126) {
      out.writeByte(bit | count);
    } else if (count < 1 << 16) {
      out.writeByte(bit | 126).writeShort(count);
    } else {
      out.writeByte(bit | 127).writeLong(count);
    }
    byte[] mask = new byte[4];
    if (masked) {
      random.nextBytes(mask);
      out.writeBytes(mask);
    }
    for (int i = 0; i < count; i++) {
      out.writeByte(payload[from + i] ^ mask[i & 3]);
    }
  }

  private static byte[] received(EmbeddedChannel channel) {
    var received = new ByteArrayOutputStream();
    for (@Nullable
    ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
      received.writeBytes(ByteBufUtil.getBytes(part));
      part.release();
    }
    return received.toByteArray();
  }

  @Test
  void whoDoesNotReadGetsTheLastPongOnly() {
    EmbeddedChannel channel = channel(false);
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    for (int i = 0; i < 1000; i++) {
      channel.writeInbound(Unpooled.copiedBuffer(new byte[]{(byte) 0x89, 2, (byte) (i >> 8), (byte) i}));
    }
    assertThat(channel.outboundMessages()).isEmpty();

    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    channel.runPendingTasks();

    ByteBuf pong = channel.readOutbound();
    assertThat(ByteBufUtil.hexDump(pong)).isEqualTo("8a0203e7");
    pong.release();
    assertThat(channel.finish()).isFalse();
  }

  /** A megabyte in a kilobyte: while the connection pauses its reading no more of it is opened than was under way. */
  @Test
  void nothingIsOpenedWhileReadingIsPaused() {
    var paused = new PausesAfterEach();
    EmbeddedChannel channel = new EmbeddedChannel(new WebsocketFrames(agreed(true), new Reads(), () -> null), paused);
    byte[] bomb = deflated(new byte[1 << 20]);
    ByteBuf frame = Unpooled.buffer();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    frame(random, frame, 0xc2, bomb, 0, bomb.length);
    frame(random, frame, 0x82, "behind".getBytes(StandardCharsets.US_ASCII), 0, 6);

    channel.writeInbound(frame);
    assertThat(paused.bytes).isBetween(1L, 100_000L);

    for (int i = 0; i < 1000 && paused.bytes < (1 << 20) + 6; i++) {
      long before = paused.bytes;
      channel.config().setAutoRead(true);
      assertThat(paused.bytes - before).isBetween(1L, 100_000L);
    }
    assertThat(paused.bytes).isEqualTo((1 << 20) + 6);
    assertThat(paused.last).isEqualTo('d');
    channel.finish();
  }

  @Test
  void whatIsHeldBackIsReleasedWithTheChannel() {
    EmbeddedChannel channel = new EmbeddedChannel(new WebsocketFrames(agreed(true), new Reads(), () -> null),
        new PausesAfterEach());
    byte[] bomb = deflated(new byte[1 << 20]);
    ByteBuf frame = Unpooled.buffer();
    frame(RandomGeneratorFactory.of("L64X128MixRandom").create(SEED), frame, 0xc2, bomb, 0, bomb.length);
    channel.writeInbound(frame);
    assertThat(frame.refCnt()).isPositive();

    channel.finish();

    assertThat(frame.refCnt()).isZero();
  }

  /** What is written is passed on by reference. */
  @Test
  void payloadsAreNotCopied() {
    EmbeddedChannel channel = channel(false);
    byte[] body = new byte[70_000];
    channel.writeOutbound(Unpooled.wrappedBuffer(body));

    List<Object> written = List.copyOf(channel.outboundMessages());
    assertThat(written).hasSize(2);
    assertThat(ByteBufUtil.hexDump((ByteBuf) written.getFirst())).isEqualTo("827f0000000000011170");
    assertThat(((ByteBuf) written.getLast()).array()).isSameAs(body);
    channel.finishAndReleaseAll();
  }

  /** Takes what comes, and then nothing until somebody wants more. */
  private static final class PausesAfterEach extends ChannelInboundHandlerAdapter {
    private long bytes;
    private int last;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf part = (ByteBuf) message;
      bytes += part.readableBytes();
      last = part.getByte(part.writerIndex() - 1);
      part.release();
      Channel channel = ctx.channel();
      channel.config().setAutoRead(false);
    }
  }
}

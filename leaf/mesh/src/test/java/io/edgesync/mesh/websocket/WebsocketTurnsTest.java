package io.edgesync.mesh.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A frame that holds a thousand times its size does not keep the event loop from its other connections. */
@Timeout(60)
class WebsocketTurnsTest {
  private static final int BOMB_BYTES = 3 << 20;
  /** A turn ends behind the piece that fills it. */
  private static final int TURN_BYTES_MAX = WebsocketFrames.TURN_BYTES + 64 * 1024;

  private final Reads reads = new Reads();
  private final Counting connection = new Counting();
  private final EmbeddedChannel channel = new EmbeddedChannel(
      new WebsocketFrames(Framing.ofServer(new UpgradeRequest(false, true, false, false, false, null, null, null)),
          reads,
          () -> null),
      connection);

  /** Looks whether the bytes come in their order, and lets others have the event loop once something has come. */
  private static final class Counting extends ChannelInboundHandlerAdapter {
    private long bytes;
    private long bytesBeforeOthers = -1;
    private boolean inOrder = true;
    private Runnable others = () -> {};

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf part = (ByteBuf) message;
      if (bytes == 0) {
        ctx.executor().execute(() -> {
          bytesBeforeOthers = bytes;
          others.run();
        });
      }
      for (byte each : ByteBufUtil.getBytes(part)) {
        inOrder &= each == pattern(bytes++);
      }
      part.release();
    }
  }

  private static byte pattern(long at) {
    return (byte) (at >> 14);
  }

  private static ByteBuf frame(long from, int length) {
    byte[] plain = new byte[length];
    for (int i = 0; i < length; i++) {
      plain[i] = pattern(from + i);
    }
    ByteBuf bytes = Unpooled.wrappedBuffer(plain);
    ByteBuf compressed = Deflation.message(bytes.alloc(), bytes);
    byte[] payload = ByteBufUtil.getBytes(compressed);
    compressed.release();
    return Unpooled.buffer().writeBytes(new byte[]{(byte) 0xc2, 127}).writeLong(payload.length).writeBytes(payload);
  }

  private void runUntilIdle() {
    for (long before = -1; before != connection.bytes;) {
      before = connection.bytes;
      channel.runPendingTasks();
    }
  }

  @AfterEach
  void nothingIsLeft() {
    channel.finish();
    assertThat(connection.inOrder).isTrue();
  }

  @Test
  void othersHaveTheirTurnWhileALargeFrameIsOpened() {
    channel.writeInbound(frame(0, BOMB_BYTES));

    assertThat(connection.bytesBeforeOthers).isBetween(1L, (long) TURN_BYTES_MAX);
    runUntilIdle();
    assertThat(connection.bytes).isEqualTo(BOMB_BYTES);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void manyFramesOfOneReadShareATurn() {
    int each = 200_000;
    ByteBuf frames = Unpooled.buffer();
    for (int i = 0; i < 15; i++) {
      frames.writeBytes(frame((long) i * each, each));
    }

    channel.writeInbound(frames);

    assertThat(connection.bytesBeforeOthers).isBetween(1L, (long) TURN_BYTES_MAX);
    runUntilIdle();
    assertThat(connection.bytes).isEqualTo(15L * each);
  }

  @Test
  void nothingIsReadUntilTheRestIsHandedOnAndWhatWaitsIsCounted() {
    ByteBuf frame = frame(0, BOMB_BYTES);
    long pinned = frame.capacity();
    connection.others = () -> {
      assertThat(channel.config().isAutoRead()).isFalse();
      assertThat(reads.waiting).isEqualTo(pinned + Inflation.STATE_BYTES);
    };

    channel.writeInbound(frame);
    runUntilIdle();

    assertThat(connection.bytes).isEqualTo(BOMB_BYTES);
    assertThat(reads.waiting).isZero();
    assertThat(frame.refCnt()).isZero();
  }

  @Test
  void aConnectionThatPausesBetweenTwoTurnsIsGivenNothing() {
    connection.others = () -> {
      reads.paused = true;
      channel.config().setAutoRead(false);
    };
    channel.writeInbound(frame(0, BOMB_BYTES));
    runUntilIdle();
    assertThat(connection.bytes).isEqualTo(connection.bytesBeforeOthers);

    reads.paused = false;
    channel.config().setAutoRead(true);
    runUntilIdle();

    assertThat(connection.bytes).isEqualTo(BOMB_BYTES);
  }

  @Test
  void whatStandsBehindTheFrameComesBehindIt() {
    ByteBuf frames = frame(0, BOMB_BYTES);
    frames.writeBytes(new byte[]{(byte) 0x82, 1, pattern(BOMB_BYTES), (byte) 0x88, 2, 3, (byte) 0xe8});
    connection.others = () -> assertThat(channel.outboundMessages()).isEmpty();

    channel.writeInbound(frames);
    runUntilIdle();

    assertThat(connection.bytesBeforeOthers).isLessThan(BOMB_BYTES);
    assertThat(connection.bytes).isEqualTo(BOMB_BYTES + 1L);
    ByteBuf close = channel.readOutbound();
    assertThat(ByteBufUtil.hexDump(close)).isEqualTo("880203e8");
    close.release();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whatOpensAMessageIsCountedWhileTheMessageIsHalfThere() {
    ByteBuf whole = frame(0, 100_000);
    ByteBuf rest = whole.copy(whole.readableBytes() - 1, 1);

    channel.writeInbound(whole.writerIndex(whole.writerIndex() - 1));
    assertThat(reads.waiting).isEqualTo(Inflation.STATE_BYTES);

    channel.writeInbound(rest);
    assertThat(connection.bytes).isEqualTo(100_000);
    assertThat(reads.waiting).isZero();
  }

  @Test
  void whatComesAfterTheCloseIsNotKept() {
    // The peer does not take the farewell yet.
    channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
      @Override
      public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        promise.setSuccess();
      }
    });
    channel.pipeline().close();
    List<ByteBuf> late = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      late.add(frame(0, 1000));
    }

    late.forEach(channel.pipeline()::fireChannelRead);

    assertThat(late).allMatch(bytes -> bytes.refCnt() == 0);
    assertThat(connection.bytes).isZero();
  }
}

package io.edgesync.mesh.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How fast a client's bytes become publications that nobody wants: the parser, the checks of a subject, and the look at who takes it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class WireBenchmark {

  private static final int READ_BYTES = 64 * 1024;

  @Param({"16", "128", "4096"})
  public int payload;
  @Param({"PUB", "HPUB"})
  public String operation = "PUB";

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private ByteBuf read = Unpooled.EMPTY_BUFFER;
  private int messagesPerRead;

  /** Per second, beside the reads per second that JMH counts. */
  @State(Scope.Thread)
  @AuxCounters
  public static class Read {
    public long bytes;
    public long messages;
  }

  @Setup
  public void connect() {
    Node node = Node.of(BrokerOptions.named("benchmark"));
    channel.pipeline().addLast(new ClientConnection(node, channel, false, _ -> {}));
    channel.pipeline().fireChannelActive();
    channel.writeInbound(Unpooled.copiedBuffer("CONNECT {\"headers\":true,\"verbose\":false}\r\n",
        StandardCharsets.US_ASCII));
    channel.releaseOutbound();
    String headers = operation.equals("HPUB") ? "NATS/1.0\r\nTrace: 1\r\n\r\n" : "";
    String message = operation + " fleet.desk.announce " + (headers.isEmpty() ? "" : headers.length() + " ")
        + (headers.length() + payload) + "\r\n" + headers + "x".repeat(payload) + "\r\n";
    messagesPerRead = Math.max(1, READ_BYTES / message.length());
    read = Unpooled.directBuffer(messagesPerRead * message.length());
    read.writeCharSequence(message.repeat(messagesPerRead), StandardCharsets.US_ASCII);
  }

  @Benchmark
  public void publications(Read counted) {
    channel.writeInbound(read.retainedDuplicate());
    counted.bytes += read.readableBytes();
    counted.messages += messagesPerRead;
  }
}

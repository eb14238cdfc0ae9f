package io.edgesync.mesh.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers as long as peers can make them take no more memory than there is for them. */
@Timeout(120)
class LargeAnswersTest {
  private static final int SUBSCRIPTIONS = 20_000;
  private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Broker broker = startBroker();

  private static Broker startBroker() {
    try {
      return Broker.start(BrokerOptions.named("large").withClientPort(0));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void subscribe() {
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      broker.bus().subscribe("large.answer." + i, _ -> {});
    }
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  /** What one request was answered, made as a whole. */
  private static final class Taken implements Endpoints.Sink {
    private int status;
    private String text = "";
    private Runnable meanwhile = () -> {};

    @Override
    public void send(int newStatus, String contentType, Endpoints.Body body) throws IOException {
      status = newStatus;
      var whole = new StringBuilder();
      body.writeTo(whole);
      text = whole.toString();
      meanwhile.run();
    }
  }

  private static Query query(String name, String value) {
    return new Query(Map.of(name, List.of(value)));
  }

  private static Taken asked(Endpoints endpoints, String path) {
    return asked(endpoints, path, query("subs", "1"));
  }

  private static Taken asked(Endpoints endpoints, String path, Query query) {
    var taken = new Taken();
    try {
      endpoints.answer(path, query, taken);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return taken;
  }

  private static void readThroughPong(Socket client) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    while (!"PONG".equals(Objects.requireNonNull(reader.readLine()))) {
      // What comes before it.
    }
  }

  @Test
  void whoFindsNoRoomForALongAnswerIsToldSoWhileShortOnesAreGiven() throws Exception {
    var endpoints = new Endpoints(broker, MonitorOptions.at(ANY), ANY, new AnswerRoom(1, Duration.ZERO));
    var first = new Taken();
    List<Taken> others = new ArrayList<>();
    first.meanwhile = () -> {
      for (String path : List.of("/subsz", "/connz", "/leafz", "/healthz", "/varz")) {
        others.add(asked(endpoints, path));
      }
    };

    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), broker.clientAddress().getPort())) {
      client.getOutputStream()
          .write("SUB all.of.it 1\r\nSUB as.well 2\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
      readThroughPong(client);
      endpoints.answer("/subsz", query("subs", "1"), first);
    }

    assertThat(first.status).isEqualTo(200);
    assertThat(others).extracting(other -> other.status).containsExactly(503, 200, 200, 200, 200);
    assertThat(others.getFirst().text).contains("ask again");
    assertThat(others.get(1).text).contains("all.of.it", "as.well").doesNotContain("large.answer");
    assertThat(asked(endpoints, "/subsz").status).isEqualTo(200);
  }

  @Test
  void whoAsksForLittleDoesNotWaitForThoseWhoTakeMuch() throws Exception {
    var endpoints = new Endpoints(broker, MonitorOptions.at(ANY), ANY, new AnswerRoom(1, Duration.ZERO));
    var first = new Taken();
    List<Taken> others = new ArrayList<>();
    first.meanwhile = () -> {
      for (String path : List.of("/subsz", "/connz", "/accountz", "/leafz")) {
        others.add(asked(endpoints, path, query("limit", "1")));
      }
      others.add(asked(endpoints, "/subsz", new Query(Map.of("subs", List.of("1"), "limit", List.of("1")))));
    };

    endpoints.answer("/subsz", query("subs", "1"), first);

    assertThat(others).extracting(other -> other.status).containsOnly(200).hasSize(5);
    assertThat(others.get(2).text).contains("$G");
    assertThat(others.get(4).text).containsOnlyOnce("\"subject\"");
  }

  @Test
  void whoComesNextWaitsForRoom() throws Exception {
    var room = new AnswerRoom(1 << 20, Duration.ofMinutes(1));
    AnswerRoom.Place all = room.take(5 << 20);
    Thread next = Thread.ofVirtual().start(() -> {
      try (AnswerRoom.Place _ = room.take(1 << 19)) {
        Thread.yield();
      } catch (NoRoomException e) {
        throw new AssertionError(e);
      }
    });
    room.take(0).close();

    all.close();
    next.join();
    room.take(1 << 20).close();
  }

  @Test
  void shortAnswersWaitForShortOnesOnly() throws Exception {
    var room = new AnswerRoom(1 << 20, Duration.ZERO);
    AnswerRoom.Place all = room.take(5 << 20);
    assertThatThrownBy(() -> room.take(1 << 19)).isInstanceOf(NoRoomException.class);

    List<AnswerRoom.Place> few = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      few.add(room.take(1 << 16));
    }

    assertThatThrownBy(() -> room.take(1 << 16)).isInstanceOf(NoRoomException.class);
    few.getFirst().close();
    room.take(1 << 16).close();
    all.close();
    room.take(1 << 19).close();
  }

  @Test
  void aLongAnswerLeavesInPartsAndAShortOneWithItsLength() throws Exception {
    EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    ChannelHandlerContext ctx = channel.pipeline().firstContext();
    var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    String text = "é".repeat(100_000);

    new AnswerWriter(ctx, request).send(200, "text/plain", out -> out.append(text));
    new AnswerWriter(ctx, request).sendText(200, "short");

    HttpResponse response = channel.readOutbound();
    assertThat(HttpUtil.isTransferEncodingChunked(response)).isTrue();
    var got = new ByteArrayOutputStream();
    HttpContent part = channel.readOutbound();
    for (; !(part instanceof LastHttpContent); part = channel.readOutbound()) {
      assertThat(part.content().readableBytes()).isBetween(1, AnswerWriter.PART_BYTES);
      got.writeBytes(ByteBufUtil.getBytes(part.content()));
      part.release();
    }
    assertThat(got.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    FullHttpResponse small = channel.readOutbound();
    assertThat(small.headers().getInt(HttpHeaderNames.CONTENT_LENGTH)).isEqualTo(5);
    channel.finishAndReleaseAll();
    request.release();
  }

  @Test
  void whatIsListedIsMadeWhenItIsWritten() {
    List<Integer> made = new ArrayList<>();
    List<Integer> listed = Listed.of(List.of(1, 2, 3), one -> {
      made.add(one);
      return -one;
    });

    assertThat(made).isEmpty();
    assertThat(listed).containsExactly(-1, -2, -3);
    assertThat(broker.status().subscriptions(_ -> true)).allMatch(one -> one.account().equals("$G"))
        .filteredOn(one -> one.subject().startsWith("large.answer.")).hasSize(SUBSCRIPTIONS);
    assertThat(broker.status().subscriptionBytes(Long.MAX_VALUE)).isGreaterThan(SUBSCRIPTIONS);
  }

  /** However many ask at once. */
  @Test
  void everybodyGetsAllOfIt() throws Exception {
    try (Monitor monitor = Monitor.start(broker, MonitorOptions.at(ANY));
        HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + monitor.address().getPort() + "/subsz?subs=1&limit=1000000");
      var answers = new ArrayList<CompletableFuture<java.net.http.HttpResponse<String>>>();
      for (int i = 0; i < 8; i++) {
        answers.add(http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()));
      }
      for (var answer : answers) {
        JsonObject json = JsonParser.object().from(answer.get().body());
        assertThat(json.getArray("subscriptions_list")).hasSize(json.getInt("total"))
            .filteredOn(
                one -> Objects.requireNonNull((JsonObject) one).getString("subject").startsWith("large.answer."))
            .hasSize(SUBSCRIPTIONS);
      }
    }
  }
}

package io.edgesync.mesh.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.config.GoDuration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code nats-server} answers and what we answer, in the same situation: the same fields, of the same types. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class MonitorTest {
  /** Fields that may have a fraction; readers written in Go take no fraction in others. */
  private static final Set<String> FRACTIONS = Set.of("cpu", "auth_timeout", "tls_timeout", "cache_hit_rate",
      "avg_fanout");
  /** That of the system account, which we have not. */
  private static final Set<String> STOCK_ONLY = Set.of("system_account");
  /** What later servers show of a link. */
  private static final Set<String> OURS_ONLY = Set.of("name", "is_spoke");

  private @Nullable Watched stock;
  private @Nullable Watched ours;

  @BeforeAll
  void startBoth(@TempDir Path directory) throws Exception {
    stock = Watched.stock(directory);
    ours = Watched.ours(directory);
    stock().comeIntoSituation();
    ours().comeIntoSituation();
  }

  @AfterAll
  void stopBoth() {
    ours().close();
    stock().close();
  }

  private Watched stock() {
    return Objects.requireNonNull(stock);
  }

  private Watched ours() {
    return Objects.requireNonNull(ours);
  }

  /** The types of all fields, by path; the elements of an array together. */
  private static Map<String, String> shape(Object json) {
    Map<String, String> shape = new TreeMap<>();
    shape("", json, shape);
    return shape;
  }

  private static void shape(String path, @Nullable Object json, Map<String, String> shape) {
    switch (json) {
      case JsonObject object when path.endsWith("http_req_stats") -> shape.put(path, "object");
      case JsonObject object -> {
        shape.put(path, "object");
        object.forEach((key, value) -> shape(path + "." + key, value, shape));
      }
      case JsonArray array -> {
        shape.put(path, "array");
        array.forEach(element -> shape(path + "[]", element, shape));
      }
      case Number _ -> shape.put(path, "number");
      case String _ -> shape.put(path, "string");
      case Boolean _ -> shape.put(path, "boolean");
      case null -> shape.put(path, "null");
      default -> throw new AssertionError(json.getClass());
    }
  }

  private static boolean isNamed(String path, Set<String> names) {
    return names.contains(path.substring(path.lastIndexOf('.') + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/varz", "/connz", "/connz?subs=1&auth=1", "/connz?subs=detail", "/connz?state=closed",
      "/connz?state=any&subs=true&auth=true", "/connz?cid=99999", "/subsz", "/subscriptionsz", "/leafz",
      "/leafz?subs=1",
      "/routez", "/healthz", "/connz?sort=subs&limit=1", "/connz?offset=5&limit=2", "/connz?user=a&auth=1",
      "/connz?limit=9223372036854775807", "/connz?offset=2147483648", "/connz?cid=18446744073709551615"})
  void theFieldsAndTheirTypesAreThoseOfNatsServer(String path) throws IOException {
    Map<String, String> theirs = shape(stock().json(path));
    Map<String, String> mine = shape(ours().json(path));

    theirs.keySet().removeIf(field -> isNamed(field, STOCK_ONLY));
    if (path.startsWith("/leafz")) {
      mine.keySet().removeIf(field -> isNamed(field, OURS_ONLY));
    }
    assertThat(mine).isEqualTo(theirs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/varz", "/connz", "/leafz", "/subsz"})
  void whatGoTakesForAnIntegerIsOne(String path) throws IOException {
    assertIntegers("", ours().json(path));
  }

  private static void assertIntegers(String path, @Nullable Object json) {
    switch (json) {
      case JsonObject object -> object.forEach((key, value) -> assertIntegers(path + "." + key, value));
      case JsonArray array -> array.forEach(value -> assertIntegers(path, value));
      case Double number -> assertThat(isNamed(path, FRACTIONS)).as(path + " is " + number).isTrue();
      case null, default -> {
      }
    }
  }

  @Test
  void theCountsAreThoseOfTheSituation() throws IOException {
    JsonObject varz = ours().json("/varz");
    JsonObject connz = ours().json("/connz?subs=1&auth=1");

    assertThat(varz.getInt("connections")).isEqualTo(1);
    assertThat(varz.getInt("total_connections")).isEqualTo(2);
    assertThat(varz.getInt("leafnodes")).isEqualTo(1);
    assertThat(varz.getInt("in_msgs")).isEqualTo(1);
    assertThat(varz.getInt("out_bytes")).isEqualTo(2);
    assertThat(varz.getBoolean("auth_required")).isTrue();
    JsonObject client = connz.getArray("connections").getObject(0);
    assertThat(client.getString("authorized_user")).isEqualTo("a");
    assertThat(client.getArray("subscriptions_list")).containsExactlyInAnyOrder("foo", "bar.*");
    assertThat(client.getString("name")).isEqualTo("n1");
    JsonObject closed = ours().json("/connz?state=closed").getArray("connections").getObject(0);
    assertThat(closed.getString("reason")).isEqualTo("Authentication Failure");
    assertThat(ours().json("/leafz?subs=1").getArray("leafs").getObject(0).getArray("subscriptions_list"))
        .contains("from.leaf");
    assertThat(ours().json("/subsz?subs=1&test=bar.x").getArray("subscriptions_list")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cid", "start", "subs", "pending", "msgs_to", "msgs_from", "bytes_to", "bytes_from", "last",
      "idle",
      "uptime", "rtt"})
  void everySortingOrderIsTaken(String sort) throws IOException {
    assertThat(ours().get("/connz?sort=" + sort).statusCode()).isEqualTo(200);
    assertThat(ours().get("/connz?state=any&sort=" + sort).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/connz?sort=foo", "/connz?limit=x", "/connz?offset=x", "/connz?state=z", "/connz?subs=7",
      "/connz?auth=zz", "/connz?cid=-1", "/connz?sort=stop", "/connz?sort=reason&state=any", "/subsz?test=foo.*",
      "/subsz?subs=zz", "/subsz?limit=q", "/connz?limit=9223372036854775808", "/subsz?offset=-9223372036854775809",
      "/connz?cid=18446744073709551616", "/connz?cid=%2B1", "/connz?limit=%D9%A3", "/leafz?subs=q"})
  void whatMeansNothingIsRefusedInTheSameWords(String path) throws IOException {
    HttpResponse<String> theirs = stock().get(path);
    HttpResponse<String> mine = ours().get(path);

    assertThat(theirs.statusCode()).isEqualTo(400);
    assertThat(mine.statusCode()).isEqualTo(400);
    assertThat(mine.body()).isEqualTo(theirs.body());
    assertThat(mine.headers().firstValue("Content-Type")).isEqualTo(theirs.headers().firstValue("Content-Type"));
  }

  @Test
  void aCallbackIsWrappedAroundTheAnswer() throws IOException {
    for (Watched server : List.of(stock(), ours())) {
      HttpResponse<String> answer = server.get("/varz?callback=cb");

      assertThat(answer.body()).startsWith("cb({").endsWith("})");
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/javascript");
    }
  }

  @Test
  void onlyGetIsAnsweredAndOnlyKnownPaths() throws Exception {
    assertThat(ours().get("/").body()).contains("connz");
    assertThat(ours().get("/nope").statusCode()).isEqualTo(stock().get("/nope").statusCode()).isEqualTo(404);
  }

  @Test
  void durationsAndTimesAreWrittenAsGoWritesThem() {
    assertThat(GoDuration.of(Duration.ofNanos(426_000))).isEqualTo("426µs");
    assertThat(GoDuration.of(Duration.ofNanos(1_689_973))).isEqualTo("1.689973ms");
    assertThat(GoDuration.of(Duration.ofNanos(104_257_000))).isEqualTo("104.257ms");
    assertThat(GoDuration.of(Duration.ofMillis(62_500))).isEqualTo("1m2.5s");
    assertThat(GoDuration.of(Duration.ofSeconds(3600))).isEqualTo("1h0m0s");
    assertThat(GoDuration.of(Duration.ofNanos(12))).isEqualTo("12ns");
    assertThat(Shown.uptime(Duration.ofSeconds(426))).isEqualTo("7m6s");
    assertThat(Shown.uptime(Duration.ofSeconds(11_045))).isEqualTo("3h4m5s");
    assertThat(Shown.uptime(Duration.ofSeconds(2 * 86_400 + 5))).isEqualTo("2d0h0m5s");
    assertThat(Shown.time(Instant.parse("2026-11-21T19:55:31.006317402Z"))).isEqualTo("2026-11-21T19:55:31.006317402Z");
    assertThat(Shown.time(Instant.parse("2026-11-21T19:55:31.0081Z"))).isEqualTo("2026-11-21T19:55:31.0081Z");
  }

  @Test
  void theSameFiguresAreMeters() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("metered").withClientPort(0));
        Socket client = new Socket(InetAddress.getLoopbackAddress(),
            Objects.requireNonNull(broker.clientAddress()).getPort())) {
      client.setSoTimeout(10_000);
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      new BrokerMetrics(broker.status()).bindTo(registry);
      client.getOutputStream().write(
          "CONNECT {\"verbose\":false}\r\nSUB a 1\r\nPUB a 3\r\nabc\r\nPING\r\n".getBytes(StandardCharsets.UTF_8));
      var in = new java.io.BufferedReader(
          new java.io.InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      String line = in.readLine();
      while (line != null && !line.equals("PONG")) {
        line = in.readLine();
      }

      assertThat(line).isEqualTo("PONG");
      assertThat(registry.get("mesh.broker.messages").tag("direction", "in").functionCounter().count()).isEqualTo(1);
      assertThat(registry.get("mesh.broker.bytes").tag("direction", "out").functionCounter().count()).isEqualTo(3);
      assertThat(registry.get("mesh.broker.connections").gauge().value()).isEqualTo(1);
      assertThat(registry.get("mesh.broker.connections.opened").functionCounter().count()).isEqualTo(1);
      assertThat(registry.get("mesh.broker.subscriptions").gauge().value())
          .isEqualTo(broker.status().interest(_ -> true).subscriptions()).isPositive();
      assertThat(registry.get("mesh.broker.slow.consumers").functionCounter().count()).isZero();
    }
  }

  @Test
  void aPortThatIsTakenIsSaidToBe() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("watched"));
        Monitor first = Monitor.start(broker,
            MonitorOptions.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))) {
      org.assertj.core.api.Assertions
          .assertThatThrownBy(() -> Monitor.start(broker, MonitorOptions.at(first.address())))
          .isInstanceOf(MonitorException.class).hasMessageContaining(":" + first.address().getPort());
    }
  }
}

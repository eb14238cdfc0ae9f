package io.edgesync.mesh.monitor;

import com.grack.nanojson.JsonWriter;
import io.edgesync.mesh.broker.Broker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What each path answers. Thread-safe. */
final class Endpoints {
  private static final List<String> PAGES = List.of("varz", "connz", "routez", "leafz", "subsz", "healthz", "gatewayz",
      "accountz", "jsz");

  private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(5);

  /** An answer. */
  record Answer(int status, String contentType, String body) {
    static Answer text(int status, String body) {
      return new Answer(status, "text/plain; charset=utf-8", body);
    }
  }

  private final Broker broker;
  private final MonitorOptions options;
  private final InetSocketAddress address;
  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();

  Endpoints(Broker broker, MonitorOptions options, InetSocketAddress address) {
    this.broker = broker;
    this.options = options;
    this.address = address;
  }

  Answer answer(String path, Query query) {
    if (!path.startsWith(options.basePath())) {
      return notFound();
    }
    String page = path.substring(options.basePath().length());
    if (page.isEmpty() || page.equals("/")) {
      count("/");
      return new Answer(200, "text/html; charset=utf-8", index());
    }
    try {
      Map<String, Object> content = content(page, query);
      if (content == null) {
        return notFound();
      }
      int status = content.containsKey("error") ? 503 : 200;
      String json = JsonWriter.indent("  ").string().value(content).done();
      String callback = query.text("callback");
      return callback.isEmpty()
          ? new Answer(status, "application/json", json)
          : new Answer(status, "application/javascript", callback + "(" + json + ")");
    } catch (BadQueryException e) {
      return Answer.text(400, String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Map<String, Object> content(String page, Query query) throws BadQueryException {
    String counted = page.equals("/subscriptionsz") ? "/subsz" : page;
    if (!PAGES.contains(counted.substring(1))) {
      return null;
    }
    count(counted);
    return switch (counted) {
      case "/varz" -> new Varz(broker, options, address).answer(counts());
      case "/connz" -> Connz.answer(broker.status(), query);
      case "/subsz" -> Subsz.answer(broker.status(), query);
      case "/leafz" -> Leafz.answer(broker.status(), query);
      case "/healthz" -> health();
      case "/routez" -> headed("num_routes", 0, "routes", List.of());
      case "/gatewayz" -> headed("outbound_gateways", Map.of(), "inbound_gateways", Map.of());
      case "/jsz" -> headed("disabled", true, "streams", 0);
      default -> headed("system_account", "", "accounts",
          broker.status().subscriptions(_ -> true).stream().map(one -> one.account()).distinct().sorted().toList());
    };
  }

  /** What nats-server says where something is wrong: nobody is let in any more, or connections are not served. */
  private Map<String, Object> health() {
    if (broker.isLameDuck()) {
      return unavailable("not accepting connections");
    }
    int stuck;
    try {
      stuck = broker.stuckLoops(HEALTHY_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stuck = 0;
    }
    return stuck == 0
        ? Map.of("status", "ok")
        : unavailable(stuck + " event loops have done nothing for " + HEALTHY_WITHIN.toSeconds() + " s");
  }

  private static Map<String, Object> unavailable(String error) {
    return Map.of("status", "unavailable", "status_code", 503, "error", error);
  }

  private Map<String, Object> headed(String first, Object one, String second, Object two) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("server_id", broker.status().serverId());
    answer.put("now", Shown.time(Instant.now()));
    answer.put(first, one);
    answer.put(second, two);
    return answer;
  }

  private static Answer notFound() {
    return Answer.text(404, "404 page not found\n");
  }

  private void count(String page) {
    requests.computeIfAbsent(page, _ -> new LongAdder()).increment();
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    requests.forEach((page, count) -> counts.put(page, count.sum()));
    return counts;
  }

  private String index() {
    var html = new StringBuilder(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>NATS server</title></head>\n<body>\n<ul>\n");
    PAGES
        .forEach(page -> html.append("<li><a href=\"./").append(page).append("\">").append(page).append("</a></li>\n"));
    return html.append("</ul>\n</body>\n</html>\n").toString();
  }
}

package io.edgesync.mesh.monitor;

import com.grack.nanojson.JsonWriter;
import com.grack.nanojson.JsonWriterException;
import io.edgesync.mesh.broker.Broker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** What each path answers. Thread-safe. */
final class Endpoints {
  private static final List<String> PAGES = List.of("varz", "connz", "routez", "leafz", "subsz", "healthz", "gatewayz",
      "accountz", "jsz");

  private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(5);

  /** Pages that list what peers make; the others are small whatever peers do. */
  private static final Set<String> LISTS = Set.of("/connz", "/subsz", "/leafz");

  /** An answer's text, made while it is sent. */
  interface Body {
    void writeTo(Appendable text) throws IOException;
  }

  /** Takes one answer. */
  interface Sink {
    /** Returns when the peer has taken it, but for a last part. */
    void send(int status, String contentType, Body body) throws IOException;

    default void sendText(int status, String text) throws IOException {
      send(status, "text/plain; charset=utf-8", out -> out.append(text));
    }
  }

  private final Broker broker;
  private final MonitorOptions options;
  private final InetSocketAddress address;
  private final AnswerRoom room;
  private final ReentrantLock listing = new ReentrantLock();
  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();

  Endpoints(Broker broker, MonitorOptions options, InetSocketAddress address, AnswerRoom room) {
    this.room = room;
    this.broker = broker;
    this.options = options;
    this.address = address;
  }

  void answer(String path, Query query, Sink sink) throws IOException {
    String page = path.startsWith(options.basePath()) ? path.substring(options.basePath().length()) : "/none";
    if (page.isEmpty() || page.equals("/")) {
      count("/");
      sink.send(200, "text/html; charset=utf-8", out -> out.append(index()));
      return;
    }
    String known = page.equals("/subscriptionsz") ? "/subsz" : page;
    if (!PAGES.contains(known.substring(1))) {
      sink.sendText(404, "404 page not found\n");
      return;
    }
    count(known);
    try (AnswerRoom.Place _ = room.take(bytesKept(known, query))) {
      send(LISTS.contains(known) ? list(known, query) : small(known), query.text("callback"), sink);
    } catch (BadQueryException e) {
      sink.sendText(400, String.valueOf(e.getMessage()));
    } catch (NoRoomException e) {
      sink.sendText(503, String.valueOf(e.getMessage()));
    }
  }

  private static void send(Map<String, Object> content, String callback, Sink sink) throws IOException {
    int status = content.containsKey("error") ? 503 : 200;
    if (callback.isEmpty()) {
      sink.send(status, "application/json", out -> writeJson(content, out));
    } else {
      sink.send(status, "application/javascript", out -> {
        writeJson(content, out.append(callback).append('('));
        out.append(')');
      });
    }
  }

  private static void writeJson(Map<String, Object> content, Appendable out) throws IOException {
    try {
      JsonWriter.indent("  ").on(out).value(content).done();
    } catch (JsonWriterException e) {
      if (e.getCause() instanceof IOException notTaken) {
        throw notTaken;
      }
      throw e;
    }
  }

  private long bytesKept(String page, Query query) throws BadQueryException {
    return switch (page) {
      case "/connz" -> Connz.bytesKept(broker.status(), query);
      case "/subsz" -> Subsz.bytesKept(broker.status(), query);
      case "/leafz" -> Leafz.bytesKept(broker.status(), query);
      default -> 0;
    };
  }

  /** One at a time: each looks through all that there is, and keeps little of it when little is asked for. None waits for a peer meanwhile. */
  private Map<String, Object> list(String page, Query query) throws BadQueryException {
    listing.lock();
    try {
      return switch (page) {
        case "/connz" -> Connz.answer(broker.status(), query);
        case "/subsz" -> Subsz.answer(broker.status(), query);
        default -> Leafz.answer(broker.status(), query);
      };
    } finally {
      listing.unlock();
    }
  }

  private Map<String, Object> small(String page) {
    return switch (page) {
      case "/varz" -> new Varz(broker, options, address).answer(counts());
      case "/healthz" -> health();
      case "/routez" -> headed("num_routes", 0, "routes", List.of());
      case "/gatewayz" -> headed("outbound_gateways", Map.of(), "inbound_gateways", Map.of());
      case "/jsz" -> headed("disabled", true, "streams", 0);
      default -> headed("system_account", "", "accounts", broker.status().interestedAccounts());
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

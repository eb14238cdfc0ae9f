package io.edgesync.mesh.monitor;

import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerLimits;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.BrokerStatus;
import io.edgesync.mesh.broker.BrokerTotals;
import io.edgesync.mesh.leafnode.ServerInfo;
import io.edgesync.mesh.tls.TlsOptions;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /varz}: the server, its limits and its counts. */
final class Varz {
  private static final Duration AUTH_TIMEOUT = Duration.ofSeconds(2);

  private final Broker broker;
  private final BrokerStatus status;
  private final MonitorOptions monitor;
  private final InetSocketAddress monitorAddress;
  private final Map<String, Object> answer = new LinkedHashMap<>();

  Varz(Broker broker, MonitorOptions monitor, InetSocketAddress monitorAddress) {
    this.broker = broker;
    this.status = broker.status();
    this.monitor = monitor;
    this.monitorAddress = monitorAddress;
  }

  /** @param requests how often each path was asked for */
  Map<String, Object> answer(Map<String, Long> requests) {
    identity();
    limits();
    process();
    counts();
    answer.put("http_req_stats", requests);
    answer.put("config_load_time", Shown.time(status.loaded()));
    return answer;
  }

  private void identity() {
    answer.put("server_id", status.serverId());
    answer.put("server_name", broker.serverName());
    answer.put("version", ServerInfo.VERSION);
    answer.put("proto", 1);
    answer.put("go", "jvm");
    putAddress(answer, broker.clientAddress());
    BrokerOptions options = status.options();
    if (status.asksForLogin()) {
      answer.put("auth_required", true);
    }
    TlsOptions tls = options.security().clientTls();
    if (tls != null) {
      answer.put("tls_required", !tls.mode().equals(new TlsOptions.Mode.InfoFirst(true)));
      if (tls.verifies()) {
        answer.put("tls_verify", true);
      }
    }
  }

  private void limits() {
    BrokerOptions options = status.options();
    BrokerLimits limits = options.limits();
    answer.put("max_connections", limits.connectionsMax());
    if (limits.clients().subscriptionsMax() > 0) {
      answer.put("max_subscriptions", limits.clients().subscriptionsMax());
    }
    answer.put("ping_interval", limits.pingInterval().toNanos());
    answer.put("ping_max", limits.pingsOutMax());
    answer.put("http_host", monitorAddress.getAddress().getHostAddress());
    answer.put("http_port", monitor.tls() == null ? monitorAddress.getPort() : 0);
    answer.put("http_base_path", monitor.basePath());
    answer.put("https_port", monitor.tls() == null ? 0 : monitorAddress.getPort());
    Duration login = options.security().accounts().timeout();
    answer.put("auth_timeout", seconds(login == null ? AUTH_TIMEOUT : login));
    answer.put("max_control_line", limits.controlLineBytesMax());
    answer.put("max_payload", limits.payloadBytesMax());
    answer.put("max_pending", limits.clientPendingBytesMax());
    answer.put("cluster", Map.of());
    answer.put("gateway", Map.of());
    answer.put("leaf", leaf(options));
    answer.put("mqtt", Map.of());
    answer.put("websocket", websocket(options));
    answer.put("jetstream", Map.of());
    answer.put("tls_timeout", seconds(handshake(options.security().clientTls())));
    answer.put("write_deadline", limits.writeDeadline().toNanos());
  }

  private Map<String, Object> leaf(BrokerOptions options) {
    Map<String, Object> leaf = new LinkedHashMap<>();
    if (broker.leafAddress() != null) {
      putAddress(leaf, broker.leafAddress());
      leaf.put("auth_timeout", seconds(AUTH_TIMEOUT));
      leaf.put("tls_timeout", seconds(handshake(options.security().leafTls())));
    }
    return leaf;
  }

  private Map<String, Object> websocket(BrokerOptions options) {
    Map<String, Object> shown = new LinkedHashMap<>();
    if (broker.websocketAddress() != null && options.websocket() != null) {
      putAddress(shown, broker.websocketAddress());
      shown.put("handshake_timeout", options.websocket().handshakeTimeout().toNanos());
      shown.put("compression", options.websocket().compression());
    }
    return shown;
  }

  private void process() {
    Instant now = Instant.now();
    int cores = Runtime.getRuntime().availableProcessors();
    answer.put("start", Shown.time(status.start()));
    answer.put("now", Shown.time(now));
    answer.put("uptime", Shown.uptime(Duration.between(status.start(), now)));
    answer.put("mem", residentBytes());
    answer.put("cores", cores);
    answer.put("gomaxprocs", cores);
    answer.put("cpu", cpuPercent());
  }

  private void counts() {
    BrokerTotals totals = status.totals();
    answer.put("connections", status.connections());
    answer.put("total_connections", totals.connections());
    answer.put("routes", 0);
    answer.put("remotes", 0);
    answer.put("leafnodes", status.leafs().size());
    answer.put("in_msgs", totals.traffic().inMessages());
    answer.put("out_msgs", totals.traffic().outMessages());
    answer.put("in_bytes", totals.traffic().inBytes());
    answer.put("out_bytes", totals.traffic().outBytes());
    answer.put("slow_consumers", totals.slowConsumers());
    answer.put("subscriptions", status.interest(_ -> true).subscriptions());
  }

  private static void putAddress(Map<String, Object> into, @Nullable InetSocketAddress address) {
    into.put("host", address == null ? "" : address.getAddress().getHostAddress());
    into.put("port", address == null ? 0 : address.getPort());
  }

  private static Duration handshake(@Nullable TlsOptions tls) {
    return tls == null ? TlsOptions.TIMEOUT : tls.timeout();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** What this process holds of the machine's memory, as far as the JVM tells. */
  static long residentBytes() {
    var memory = ManagementFactory.getMemoryMXBean();
    return memory.getHeapMemoryUsage().getCommitted() + memory.getNonHeapMemoryUsage().getCommitted();
  }

  /** Of one core; a busy machine of two shows 200. */
  static double cpuPercent() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
      double load = system.getProcessCpuLoad();
      return load < 0 ? 0 : Math.round(load * 1000 * Runtime.getRuntime().availableProcessors()) / 10.0;
    }
    return 0;
  }
}

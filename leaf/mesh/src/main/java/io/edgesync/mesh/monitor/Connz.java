package io.edgesync.mesh.monitor;

import io.edgesync.mesh.account.ConnectionKind;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.broker.BrokerStatus;
import io.edgesync.mesh.broker.ClientStatus;
import io.edgesync.mesh.broker.SubscriptionStatus;
import io.edgesync.mesh.config.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** {@code /connz}: clients, sorted, filtered and in pages. */
final class Connz {
  private static final Comparator<ClientStatus> BY_NUMBER = Comparator.comparingInt(ClientStatus::number);

  /** Which clients are asked for. */
  private enum State {
    OPEN, CLOSED, ANY
  }

  private final BrokerStatus broker;
  private final Query query;
  private final boolean auth;
  private final boolean details;
  private final boolean subjects;
  /** As an unsigned one, of which no client has a large one; 0 for all. */
  private final long number;
  private final Instant now = Instant.now();

  private Connz(BrokerStatus broker, Query query) throws BadQueryException {
    this.broker = broker;
    this.query = query;
    this.auth = query.flag("auth");
    this.details = query.text("subs").equalsIgnoreCase("detail");
    this.subjects = !details && query.flag("subs");
    this.number = query.unsigned("cid");
  }

  static Map<String, Object> answer(BrokerStatus broker, Query query) throws BadQueryException {
    return new Connz(broker, query).answer();
  }

  /** About the memory that the answer keeps while it is sent. */
  static long bytesKept(BrokerStatus broker, Query query) throws BadQueryException {
    var connz = new Connz(broker, query);
    long clients = connz.number == 0 ? Page.of(query).limit() : 1;
    return broker.clientBytes(clients)
        + (connz.subjects || connz.details ? broker.clientSubscriptionBytes(clients) : 0);
  }

  private Map<String, Object> answer() throws BadQueryException {
    Page asked = Page.of(query);
    Page wanted = number != 0 ? new Page(asked.offset(), 1) : asked;
    State state = state();
    Comparator<ClientStatus> order = order(state);
    List<ClientStatus> found = new ArrayList<>();
    if (state != State.CLOSED) {
      found.addAll(broker.clients());
    }
    if (state != State.OPEN) {
      found.addAll(broker.closedClients());
    }
    found.removeIf(client -> !isWanted(client));
    found.sort(order);
    List<ClientStatus> page = List.copyOf(wanted.of(found));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("server_id", broker.serverId());
    answer.put("now", Shown.time(now));
    answer.put("num_connections", page.size());
    answer.put("total", found.size());
    answer.put("offset", wanted.offset());
    answer.put("limit", wanted.limit());
    Map<Integer, List<SubscriptionStatus>> subscriptions = subjects || details
        ? broker.subscriptionsByConnection(page.stream().map(ClientStatus::number).collect(Collectors.toSet()))
        : Map.of();
    answer.put("connections",
        Listed.of(page, client -> shown(client, subscriptions.getOrDefault(client.number(), List.of()))));
    return answer;
  }

  private State state() throws BadQueryException {
    return switch (query.text("state").toLowerCase(Locale.ROOT)) {
      case "", "open" -> State.OPEN;
      case "closed" -> State.CLOSED;
      case "any", "all" -> State.ANY;
      default -> throw new BadQueryException("Error decoding state for " + query.text("state"));
    };
  }

  private boolean isWanted(ClientStatus client) {
    String user = query.text("user");
    String account = query.text("acc");
    return (number == 0 || client.number() == number) && (user.isEmpty() || client.user().name().equals(user))
        && (account.isEmpty() || client.user().account().equals(account));
  }

  private Comparator<ClientStatus> order(State state) throws BadQueryException {
    String sort = query.text("sort");
    if ((sort.equals("stop") || sort.equals("reason")) && state != State.CLOSED) {
      throw new BadQueryException("sort by " + sort + " only valid on closed connections");
    }
    Comparator<ClientStatus> by = switch (sort) {
      case "", "cid", "start" -> BY_NUMBER;
      case "subs" -> largest(ClientStatus::subscriptions);
      case "pending" -> largest(ClientStatus::pendingBytes);
      case "msgs_to" -> largest(client -> client.traffic().outMessages());
      case "msgs_from" -> largest(client -> client.traffic().inMessages());
      case "bytes_to" -> largest(client -> client.traffic().outBytes());
      case "bytes_from" -> largest(client -> client.traffic().inBytes());
      case "last" -> Comparator.comparing(ClientStatus::lastActivity).reversed();
      case "idle" -> Comparator.comparing(ClientStatus::lastActivity);
      case "uptime" -> Comparator.comparing(this::uptime);
      case "stop" -> Comparator.comparing(this::end).reversed();
      case "reason" -> Comparator.comparing(client -> Objects.requireNonNull(client.reason()).words());
      case "rtt" -> Comparator.comparing(ClientStatus::roundTrip).reversed();
      default -> throw new BadQueryException("invalid sorting option: " + sort);
    };
    return by.thenComparing(BY_NUMBER);
  }

  private static Comparator<ClientStatus> largest(java.util.function.ToLongFunction<ClientStatus> count) {
    return Comparator.comparingLong(count).reversed();
  }

  private Instant end(ClientStatus client) {
    Instant stop = client.stop();
    return stop == null ? now : stop;
  }

  private Duration uptime(ClientStatus client) {
    return Duration.between(client.start(), end(client));
  }

  private Map<String, Object> shown(ClientStatus client, List<SubscriptionStatus> subscriptions) {
    Map<String, Object> shown = new LinkedHashMap<>();
    int colon = client.address().lastIndexOf(':');
    shown.put("cid", client.number());
    shown.put("kind", "Client");
    shown.put("type", client.kind() == ConnectionKind.WEBSOCKET ? "websocket" : "nats");
    shown.put("ip", colon < 0 ? client.address() : client.address().substring(0, colon));
    shown.put("port", colon < 0 ? 0 : Integer.parseInt(client.address().substring(colon + 1)));
    shown.put("start", Shown.time(client.start()));
    shown.put("last_activity", Shown.time(client.lastActivity()));
    Instant stop = client.stop();
    if (stop != null) {
      shown.put("stop", Shown.time(stop));
      shown.put("reason", Objects.requireNonNull(client.reason()).words());
    }
    shown.put("rtt", GoDuration.of(client.roundTrip()));
    shown.put("uptime", Shown.uptime(uptime(client)));
    shown.put("idle", Shown.uptime(Duration.between(client.lastActivity(), end(client))));
    shown.put("pending_bytes", client.pendingBytes());
    shown.put("in_msgs", client.traffic().inMessages());
    shown.put("out_msgs", client.traffic().outMessages());
    shown.put("in_bytes", client.traffic().inBytes());
    shown.put("out_bytes", client.traffic().outBytes());
    shown.put("subscriptions", client.subscriptions());
    putUnlessEmpty(shown, "name", client.connect().name());
    putUnlessEmpty(shown, "lang", client.connect().lang());
    putUnlessEmpty(shown, "version", client.connect().version());
    putUnlessEmpty(shown, "tls_version", client.tls().protocol().replace("TLSv", ""));
    putUnlessEmpty(shown, "tls_cipher_suite", client.tls().cipherSuite());
    if (auth) {
      putUnlessEmpty(shown, "authorized_user", client.user().name());
      String account = client.user().account();
      putUnlessEmpty(shown, "account", account.equals(UserOptions.GLOBAL_ACCOUNT) ? "" : account);
    }
    if (subjects && !subscriptions.isEmpty()) {
      shown.put("subscriptions_list", Listed.of(subscriptions, SubscriptionStatus::subject));
    } else if (details && !subscriptions.isEmpty()) {
      shown.put("subscriptions_list_detail", Listed.of(subscriptions, one -> Subsz.shown(one, false)));
    }
    return shown;
  }

  private static void putUnlessEmpty(Map<String, Object> shown, String name, String text) {
    if (!text.isEmpty()) {
      shown.put(name, text);
    }
  }
}

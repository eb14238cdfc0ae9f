package io.edgesync.mesh.monitor;

import io.edgesync.mesh.broker.BrokerStatus;
import io.edgesync.mesh.broker.LeafStatus;
import io.edgesync.mesh.broker.SubscriptionStatus;
import io.edgesync.mesh.config.GoDuration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /leafz}: the leafnode links that are up. */
final class Leafz {
  private Leafz() {}

  /** About the memory that the answer keeps while it is sent. */
  static long bytesKept(BrokerStatus broker, Query query) throws BadQueryException {
    return broker.linkBytes() + (query.flag("subs") ? broker.linkSubscriptionBytes() : 0);
  }

  static Map<String, Object> answer(BrokerStatus broker, Query query) throws BadQueryException {
    boolean withSubjects = query.flag("subs");
    String account = query.text("acc");
    List<LeafStatus> leafs = broker.leafs().stream()
        .filter(leaf -> account.isEmpty() || leaf.account().equals(account)).toList();
    Map<Integer, List<SubscriptionStatus>> announced = withSubjects
        ? broker.subscriptionsByConnection(leafs.stream().map(LeafStatus::number).collect(Collectors.toSet()))
        : Map.of();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("server_id", broker.serverId());
    answer.put("now", Shown.time(Instant.now()));
    answer.put("leafnodes", leafs.size());
    answer.put("leafs", Listed.of(leafs, leaf -> shown(leaf, announced.getOrDefault(leaf.number(), List.of()))));
    return answer;
  }

  private static Map<String, Object> shown(LeafStatus leaf, List<SubscriptionStatus> announced) {
    Map<String, Object> shown = new LinkedHashMap<>();
    int colon = leaf.address().lastIndexOf(':');
    shown.put("name", leaf.name());
    shown.put("is_spoke", !leaf.spoke());
    shown.put("account", leaf.account());
    shown.put("ip", colon < 0 ? leaf.address() : leaf.address().substring(0, colon));
    shown.put("port", colon < 0 ? 0 : Integer.parseInt(leaf.address().substring(colon + 1)));
    shown.put("rtt", GoDuration.of(leaf.roundTrip()));
    shown.put("in_msgs", leaf.traffic().inMessages());
    shown.put("out_msgs", leaf.traffic().outMessages());
    shown.put("in_bytes", leaf.traffic().inBytes());
    shown.put("out_bytes", leaf.traffic().outBytes());
    shown.put("subscriptions", leaf.announced());
    if (!announced.isEmpty()) {
      shown.put("subscriptions_list", Listed.of(announced, SubscriptionStatus::subject));
    }
    return shown;
  }
}

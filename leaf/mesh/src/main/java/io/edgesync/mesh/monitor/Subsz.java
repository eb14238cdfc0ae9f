package io.edgesync.mesh.monitor;

import io.edgesync.mesh.broker.BrokerStatus;
import io.edgesync.mesh.broker.InterestStatus;
import io.edgesync.mesh.broker.LeafStatus;
import io.edgesync.mesh.broker.SubscriptionStatus;
import io.edgesync.mesh.subject.Subjects;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@code /subsz}: how the tables of interest are doing, and with {@code subs=1} what stands in them. */
final class Subsz {
  private Subsz() {}

  /** About the memory that the answer keeps while it is sent. */
  static long bytesKept(BrokerStatus broker, Query query) throws BadQueryException {
    return query.flag("subs") ? broker.subscriptionBytes(Page.of(query).end()) : 0;
  }

  static Map<String, Object> answer(BrokerStatus broker, Query query) throws BadQueryException {
    boolean withList = query.flag("subs");
    Page asked = Page.of(query);
    String test = Subjects.toWire(query.text("test"));
    if (!test.isEmpty() && !(Subjects.isValid(test) && Subjects.isLiteral(test))) {
      throw new BadQueryException("invalid test subject, must be valid publish subject: " + query.text("test"));
    }
    String account = query.text("acc");
    Predicate<String> accounts = name -> account.isEmpty() || name.equals(account);
    List<SubscriptionStatus> page = withList
        ? asked.of(ownSubscriptions(broker, accounts,
            one -> test.isEmpty() || Subjects.matches(Subjects.toWire(one.subject()), test), asked.end()))
        : List.of();
    Map<String, Object> answer = new LinkedHashMap<>();
    if (!page.isEmpty()) {
      answer.put("server_id", broker.serverId());
      answer.put("now", Shown.time(Instant.now()));
    }
    putCounts(answer, broker.interest(accounts));
    if (!page.isEmpty()) {
      answer.put("total", page.size());
      answer.put("offset", asked.offset());
      answer.put("limit", asked.limit());
      answer.put("subscriptions_list", Listed.of(page, one -> shown(one, true)));
    }
    return answer;
  }

  /** Without those that links announced, which {@code /leafz} has. */
  private static List<SubscriptionStatus> ownSubscriptions(BrokerStatus broker, Predicate<String> accounts,
      Predicate<SubscriptionStatus> wanted, long most) {
    Set<Integer> links = broker.leafs().stream().map(LeafStatus::number).collect(Collectors.toSet());
    return broker.subscriptions(accounts, one -> !links.contains(one.connection()) && wanted.test(one), most);
  }

  private static void putCounts(Map<String, Object> answer, InterestStatus interest) {
    answer.put("num_subscriptions", interest.subscriptions());
    answer.put("num_cache", interest.cached());
    answer.put("num_inserts", interest.inserts());
    answer.put("num_removes", interest.removes());
    answer.put("num_matches", interest.matches());
    answer.put("cache_hit_rate", interest.matches() == 0 ? 0.0 : (double) interest.hits() / interest.matches());
    answer.put("max_fanout", interest.fanoutMax());
    answer.put("avg_fanout", interest.cached() == 0 ? 0.0 : (double) interest.fanoutSum() / interest.cached());
  }

  static Map<String, Object> shown(SubscriptionStatus one, boolean withAccount) {
    Map<String, Object> shown = new LinkedHashMap<>();
    if (withAccount) {
      shown.put("account", one.account());
    }
    shown.put("subject", one.subject());
    String queue = one.queue();
    if (queue != null) {
      shown.put("qgroup", queue);
    }
    shown.put("sid", one.sid());
    shown.put("msgs", one.delivered());
    shown.put("cid", one.connection());
    return shown;
  }
}

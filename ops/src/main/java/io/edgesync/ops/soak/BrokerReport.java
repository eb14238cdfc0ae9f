package io.edgesync.ops.soak;

import io.edgesync.ops.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link BrokerSoak} saw.
 *
 * @param idle   memory with all connections and nothing else
 * @param early  the median of the second quarter
 * @param late   the median of the last quarter
 * @param faults a heap above the mark, growth where the run was long enough to show it, leaks, exceptions
 */
record BrokerReport(long seed, int connections, int seconds, SoakClients.Counts counts, BrokerSoak.Sample idle,
    BrokerSoak.Sample early, BrokerSoak.Sample late, List<String> faults) implements Report {

  @Override
  public boolean isSound() {
    return faults.isEmpty();
  }

  private boolean isLongEnoughForGrowth() {
    return seconds >= BrokerSoak.GROWTH_SECONDS_MIN;
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", seed);
    json.put("connections", connections);
    json.put("seconds", seconds);
    json.put("published", counts.published());
    json.put("delivered", counts.delivered());
    json.put("subscriptionChanges", counts.changes());
    json.put("departed", counts.departed());
    json.put("cut", counts.cut());
    json.put("idle", memory(idle));
    json.put("early", memory(early));
    json.put("late", memory(late));
    json.put("growthJudged", isLongEnoughForGrowth());
    json.put("faults", faults);
    return json;
  }

  private static Map<String, Object> memory(BrokerSoak.Sample sample) {
    return Map.of("residentMebibytes", sample.resident(), "liveMebibytes", sample.live());
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(String.format("seed %d, %d connections, %d s: %s%n", seed, connections, seconds, counts));
    text.append(String.format("resident %.0f MiB idle, %.0f then %.0f under load; live heap %.0f, %.0f, %.0f%n",
        idle.resident(), early.resident(), late.resident(), idle.live(), early.live(), late.live()));
    faults.forEach(fault -> text.append("FAILED ").append(fault).append('\n'));
    if (!isSound()) {
      return text.append("repeat with --seed ").append(seed).toString();
    }
    return text.append("live heap below ").append(BrokerSoak.LIVE_MEBIBYTES_MAX).append(" MiB, no leak, ")
        .append(isLongEnoughForGrowth()
            ? "memory flat"
            : "growth not judged: less than " + BrokerSoak.GROWTH_SECONDS_MIN + " s")
        .toString();
  }
}

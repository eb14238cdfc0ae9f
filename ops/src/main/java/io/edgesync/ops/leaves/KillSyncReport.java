package io.edgesync.ops.leaves;

import io.edgesync.ops.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link KillSync} saw.
 *
 * @param moments  in the middle of what, and how much had crossed by then, how often
 * @param checkins acknowledged check-ins, each of which was looked for in both
 */
record KillSyncReport(long seed, int kills, Map<String, Integer> moments, int checkins, List<String> failures,
    long seconds) implements Report {

  KillSyncReport {
    failures = List.copyOf(failures);
  }

  @Override
  public boolean isSound() {
    return failures.isEmpty();
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", seed);
    json.put("kills", kills);
    json.put("killedWhile", moments);
    json.put("checkins", checkins);
    json.put("failures", failures);
    json.put("seconds", seconds);
    return json;
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder("seed " + seed + ", " + kills + " kills\n");
    moments.forEach((moment, count) -> text.append("  ").append(count).append(" while ").append(moment).append('\n'));
    failures.forEach(failure -> text.append("FAILED ").append(failure).append('\n'));
    return text.append(isSound()
        ? checkins + " check-ins looked for: both hold the same, nothing lost, nothing wrong"
        : "repeat with --seed " + seed).append(", ").append(seconds).append(" s").toString();
  }
}

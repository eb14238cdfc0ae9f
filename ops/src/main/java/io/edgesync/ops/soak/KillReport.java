package io.edgesync.ops.soak;

import io.edgesync.ops.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link KillSoak} saw.
 *
 * @param kills           how often the program was killed
 * @param exitCodes       how it ended, how often: 137 is SIGKILL
 * @param during          in the middle of what
 * @param acknowledged    operations that were acknowledged, by kind
 * @param checkins        acknowledged check-ins, each of which was looked for
 * @param artifacts       acknowledged artifacts, likewise
 * @param fossilExitCodes how {@code fossil test-integrity} ended, how often
 * @param failures        what was lost or found wrong
 */
record KillReport(long seed, int kills, Map<Integer, Integer> exitCodes, Map<String, Integer> during,
    Map<String, Integer> acknowledged, int checkins, int artifacts, Map<Integer, Integer> fossilExitCodes,
    List<String> failures, long seconds) implements Report {

  @Override
  public boolean isSound() {
    return failures.isEmpty();
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", seed);
    json.put("kills", kills);
    json.put("exitCodes", texts(exitCodes));
    json.put("killedDuring", during);
    json.put("acknowledged", acknowledged);
    json.put("checkins", checkins);
    json.put("artifacts", artifacts);
    json.put("fossilExitCodes", texts(fossilExitCodes));
    json.put("failures", failures);
    json.put("seconds", seconds);
    return json;
  }

  private static Map<String, Integer> texts(Map<Integer, Integer> counts) {
    Map<String, Integer> texts = new LinkedHashMap<>();
    counts.forEach((code, count) -> texts.put(Integer.toString(code), count));
    return texts;
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("seed ").append(seed).append(", ").append(kills).append(" kills, exit codes ").append(exitCodes)
        .append(", during ").append(during).append('\n');
    text.append("acknowledged ").append(acknowledged).append(": ").append(checkins).append(" check-ins and ")
        .append(artifacts).append(" artifacts looked for; fossil test-integrity ended ").append(fossilExitCodes)
        .append('\n');
    failures.forEach(failure -> text.append("FAILED ").append(failure).append('\n'));
    return text.append(isSound() ? "nothing lost, nothing wrong" : "repeat with --seed " + seed).append(", ")
        .append(seconds).append(" s").toString();
  }
}

package io.edgesync.ops.leaves;

import io.edgesync.ops.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link StockClients} saw.
 *
 * @param checkins   check-ins that clients made, each of which was looked for in the leaf and in every copy
 * @param complaints what commands complained of, how often
 * @param ofStock    the same with {@code fossil server}; nothing where nobody complained with ours
 */
record StockClientsReport(int clients, int worked, int checkins, Map<String, Integer> complaints,
    Map<String, Integer> ofStock, List<String> failures, long seconds) implements Report {

  StockClientsReport {
    failures = List.copyOf(failures);
  }

  @Override
  public boolean isSound() {
    return failures.isEmpty();
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clients", clients);
    json.put("seconds", worked);
    json.put("checkins", checkins);
    json.put("complaints", complaints);
    json.put("complaintsOfStock", ofStock);
    json.put("failures", failures);
    return json;
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder(clients + " clients, " + worked + " s, " + checkins + " check-ins\n");
    complaints.forEach((complaint, times) -> text.append("  ").append(times).append(" times (")
        .append(ofStock.getOrDefault(complaint, 0)).append(" with fossil server): ").append(complaint).append('\n'));
    failures.forEach(failure -> text.append("FAILED ").append(failure).append('\n'));
    if (isSound()) {
      text.append("all check-ins are in the leaf and in every copy, nothing wrong, ");
    }
    return text.append(seconds).append(" s").toString();
  }
}

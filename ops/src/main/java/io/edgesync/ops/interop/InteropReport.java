package io.edgesync.ops.interop;

import io.edgesync.ops.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sweep found.
 *
 * @param cells    how many cells were played
 * @param controls how often stock met stock for it
 */
record InteropReport(int cells, int controls, List<Fault> faults, long seconds) implements Report {

  /** A cell that ended otherwise than its control. */
  record Fault(Case cell, List<String> wrong) {
    Fault {
      wrong = List.copyOf(wrong);
    }
  }

  InteropReport {
    faults = List.copyOf(faults);
  }

  @Override
  public boolean isSound() {
    return faults.isEmpty();
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cells", cells);
    json.put("controls", controls);
    Map<String, Object> failed = new LinkedHashMap<>();
    faults.forEach(fault -> failed.put(fault.cell().toString(), fault.wrong()));
    json.put("failed", failed);
    json.put("seconds", seconds);
    return json;
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Fault fault : faults) {
      text.append("FAILED ").append(fault.cell()).append('\n');
      fault.wrong().forEach(wrong -> text.append("  ").append(wrong).append('\n'));
    }
    return text.append(cells).append(" cells, ").append(controls).append(" controls, ").append(faults.size())
        .append(" ended otherwise than with stock Fossil at both ends, ").append(seconds).append(" s").toString();
  }
}

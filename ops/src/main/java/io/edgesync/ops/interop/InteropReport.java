package io.edgesync.ops.interop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sweep found.
 *
 * @param cells    how many cells were played
 * @param controls how often stock met stock for it
 */
record InteropReport(int cells, int controls, List<Fault> faults, long seconds) {

  /** A cell that ended otherwise than its control. */
  record Fault(Case cell, List<String> wrong) {
    Fault {
      wrong = List.copyOf(wrong);
    }
  }

  InteropReport {
    faults = List.copyOf(faults);
  }

  boolean isSound() {
    return faults.isEmpty();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cells", cells);
    json.put("controls", controls);
    Map<String, Object> failed = new LinkedHashMap<>();
    faults.forEach(fault -> failed.put(fault.cell().toString(), fault.wrong()));
    json.put("failed", failed);
    json.put("seconds", seconds);
    return json;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Fault fault : faults) {
      text.append("FAILED ").append(fault.cell()).append('\n');
      fault.wrong().forEach(wrong -> text.append("  ").append(wrong).append('\n'));
    }
    return text.append(cells).append(" cells, ").append(controls).append(" controls, ").append(faults.size())
        .append(" ended otherwise than with stock Fossil at both ends, ").append(seconds).append(" s").toString();
  }
}

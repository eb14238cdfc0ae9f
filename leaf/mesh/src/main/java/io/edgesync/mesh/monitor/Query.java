package io.edgesync.mesh.monitor;

import java.util.List;
import java.util.Map;

/** The parameters of a request, as {@code nats-server} reads them: what is empty is not there. */
record Query(Map<String, List<String>> parameters) {

  String text(String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** False where it is not there. */
  boolean flag(String name) throws BadQueryException {
    String text = text(name);
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "", "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new BadQueryException("Error decoding boolean for '" + name
          + "': strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
    };
  }

  /** 0 where it is not there. */
  int number(String name) throws BadQueryException {
    return (int) parse(name, Integer.MIN_VALUE, "int", "Atoi");
  }

  /** The same, without a sign. */
  int unsigned(String name) throws BadQueryException {
    return (int) parse(name, 0, "uint64", "ParseUint");
  }

  private long parse(String name, long least, String kind, String function) throws BadQueryException {
    String text = text(name);
    if (text.isEmpty()) {
      return 0;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Said below.
    }
    throw new BadQueryException("Error decoding " + kind + " for '" + name + "': strconv." + function + ": parsing \""
        + text + "\": invalid syntax");
  }
}

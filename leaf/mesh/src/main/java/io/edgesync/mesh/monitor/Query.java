package io.edgesync.mesh.monitor;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/** The parameters of a request, as {@code nats-server} reads them: what is empty is not there. */
record Query(Map<String, List<String>> parameters) {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern UNSIGNED = Pattern.compile("[0-9]+");

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
  long number(String name) throws BadQueryException {
    return parse(name, NUMBER, Long::parseLong, "int", "Atoi");
  }

  /** The same, without a sign: from {@link Long#MAX_VALUE} on it is negative. */
  long unsigned(String name) throws BadQueryException {
    return parse(name, UNSIGNED, Long::parseUnsignedLong, "uint64", "ParseUint");
  }

  private long parse(String name, Pattern form, ToLongFunction<String> value, String kind, String function)
      throws BadQueryException {
    String text = text(name);
    if (text.isEmpty()) {
      return 0;
    }
    boolean formed = form.matcher(text).matches();
    try {
      if (formed) {
        return value.applyAsLong(text);
      }
    } catch (NumberFormatException tooLarge) {
      // Said below.
    }
    throw new BadQueryException("Error decoding " + kind + " for '" + name + "': strconv." + function + ": parsing \""
        + text + "\": " + (formed ? "value out of range" : "invalid syntax"));
  }
}

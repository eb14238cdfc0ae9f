package io.edgesync.cli.broker;

import io.edgesync.cli.console.Failure;
import io.edgesync.mesh.config.Position;
import io.edgesync.mesh.config.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments, read as Go reads flags: {@code -port 4222}, {@code --port=4222} and {@code -p 4222} are the same, switches take a value
 * only behind {@code =}.
 */
final class BrokerFlags {
  private final Map<BrokerFlag, String> given = new EnumMap<>(BrokerFlag.class);
  private final Map<BrokerFlag, String> spelled = new EnumMap<>(BrokerFlag.class);

  private BrokerFlags() {}

  /** @throws Failure naming what means nothing or is not supported */
  static BrokerFlags parse(List<String> arguments) {
    var flags = new BrokerFlags();
    Deque<String> left = new ArrayDeque<>(arguments);
    while (!left.isEmpty()) {
      String argument = left.pop();
      if (argument.length() < 2 || argument.charAt(0) != '-') {
        flags.word(argument);
      } else {
        flags.flag(argument.substring(argument.startsWith("--") ? 2 : 1), left);
      }
    }
    return flags;
  }

  private void word(String word) {
    switch (word.toLowerCase(Locale.ROOT)) {
      case "version" -> given.put(BrokerFlag.VERSION, "true");
      case "help" -> given.put(BrokerFlag.HELP, "true");
      default -> throw new Failure("unrecognized command: \"" + word + "\"");
    }
  }

  private void flag(String text, Deque<String> left) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    BrokerFlag flag = BrokerFlag.named(name);
    if (flag == null) {
      throw new Failure("flag provided but not defined: -" + name);
    }
    String value = equals < 0 ? null : text.substring(equals + 1);
    switch (flag.kind()) {
      case UNSUPPORTED -> throw unsupported(flag, name);
      case UNSUPPORTED_SWITCH -> {
        if (Boolean.parseBoolean(truth(name, value))) {
          throw unsupported(flag, name);
        }
      }
      case SWITCH -> put(flag, name, truth(name, value));
      case TEXT -> put(flag, name, value == null ? next(name, left) : value);
      case NUMBER -> put(flag, name, number(name, value == null ? next(name, left) : value));
    }
  }

  private static Failure unsupported(BrokerFlag flag, String name) {
    return new Failure("flag -" + name + " is not supported" + (flag.option().isEmpty() ? "" : ": " + flag.option()));
  }

  private void put(BrokerFlag flag, String name, String value) {
    given.put(flag, value);
    spelled.put(flag, (name.length() <= 3 ? "-" : "--") + name);
  }

  private static String next(String name, Deque<String> left) {
    if (left.isEmpty()) {
      throw new Failure("flag needs an argument: -" + name);
    }
    return left.pop();
  }

  private static String truth(String name, @Nullable String value) {
    return switch (value) {
      case null -> "true";
      case "1", "t", "T", "true", "TRUE", "True" -> "true";
      case "0", "f", "F", "false", "FALSE", "False" -> "false";
      default -> throw new Failure("invalid boolean value \"" + value + "\" for -" + name + ": parse error");
    };
  }

  private static String number(String name, String value) {
    if (!value.matches("[+-]?[0-9]{1,18}")) {
      throw new Failure("invalid value \"" + value + "\" for flag -" + name + ": parse error");
    }
    return value;
  }

  boolean isSet(BrokerFlag flag) {
    return "true".equals(given.get(flag));
  }

  @Nullable
  String text(BrokerFlag flag) {
    return given.get(flag);
  }

  /** The options that the flags stand for. */
  Value.Block options() {
    Map<String, Value> top = new LinkedHashMap<>();
    given.forEach((flag, text) -> {
      Position at = Position.ofFlag(spelled.getOrDefault(flag, flag.name()));
      for (String option : flag.option().isEmpty() ? List.<String>of() : List.of(flag.option().split(" "))) {
        put(top, option, flag == BrokerFlag.TLS ? block(Map.of(), at) : value(flag, text, at), at);
      }
    });
    if ("false".equals(given.get(BrokerFlag.TLS))) {
      top.remove("tls");
    }
    return block(top, Position.ofFlag("command line"));
  }

  private static void put(Map<String, Value> top, String option, Value value, Position at) {
    int dot = option.indexOf('.');
    String name = dot < 0 ? option : option.substring(0, dot);
    Value inside = dot < 0 ? value : block(Map.of(option.substring(dot + 1), value), at);
    Value before = top.get(name);
    top.put(name, before instanceof Value.Block known && inside instanceof Value.Block more
        ? known.overriddenBy(more)
        : inside);
  }

  private static Value value(BrokerFlag flag, String text, Position at) {
    return switch (flag.kind()) {
      case NUMBER -> new Value.Whole(Long.parseLong(text), at);
      case SWITCH -> new Value.Flag(Boolean.parseBoolean(text), at);
      case TEXT, UNSUPPORTED, UNSUPPORTED_SWITCH -> new Value.Text(text, at);
    };
  }

  private static Value.Block block(Map<String, Value> fields, Position at) {
    return new Value.Block(fields, Set.of(), at);
  }
}

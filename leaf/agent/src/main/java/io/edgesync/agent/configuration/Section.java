package io.edgesync.agent.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of the file: its keys are asked for by name, and {@link #end} complains of those that nobody asked for. Whatever is wrong
 * goes to the problems, and counts as not given. One thread's.
 */
final class Section {

  private static final Set<Tag> SCALARS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP);
  private static final int SHOWN_MAX = 80;

  private final Problems problems;
  private final Mark start;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Mark> places = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();

  Section(MappingNode node, Problems problems) {
    this.problems = problems;
    this.start = node.getStartMark();
    for (NodeTuple each : node.getValue()) {
      if (!(each.getKeyNode() instanceof ScalarNode key)) {
        problems.add(each.getKeyNode().getStartMark(), "expected a key, found a list or a mapping");
      } else if (key.getTag().equals(Tag.MERGE)) {
        problems.add(key.getStartMark(), "<< merges mappings, which is not supported: write the keys out");
      } else if (values.putIfAbsent(key.getValue(), each.getValueNode()) != null) {
        problems.add(key.getStartMark(), "the key " + shown(key.getValue()) + " is there twice, the first time in line "
            + (place(key.getValue()).getLine() + 1));
      } else {
        places.put(key.getValue(), key.getStartMark());
      }
    }
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }

  Mark place(String key) {
    return places.getOrDefault(key, start);
  }

  /** Says what is wrong with a key, or with the section where it is not there. */
  void complain(String key, String what) {
    problems.add(place(key), key + ": " + what);
  }

  private @Nullable Node value(String key) {
    asked.add(key);
    Node value = values.get(key);
    return value == null || (value.getTag().equals(Tag.NULL) && value instanceof ScalarNode) ? null : value;
  }

  boolean has(String key) {
    return value(key) != null;
  }

  /** The text of a scalar, whatever YAML takes it for; null where there is none. */
  @Nullable
  String text(String key) {
    Node value = value(key);
    return value == null ? null : text(key, value);
  }

  private @Nullable String text(String key, Node value) {
    if (value instanceof ScalarNode scalar && SCALARS.contains(scalar.getTag())) {
      return scalar.getValue();
    }
    problems.add(value.getStartMark(), key + ": expected one value, found " + kind(value));
    return null;
  }

  private static String kind(Node value) {
    return switch (value) {
      case SequenceNode list -> "a list";
      case MappingNode mapping -> "a mapping";
      // It may be the beginning of a password.
      default -> "a tag; put a value that begins with ! between quotes";
    };
  }

  /** What {@code reading} makes of the text; what it refuses, with an {@link IllegalArgumentException}, is a problem. */
  <T> @Nullable T value(String key, Function<String, T> reading) {
    Node value = value(key);
    String text = value == null ? null : text(key, value);
    return value == null || text == null ? null : read(key, value, text, reading);
  }

  private <T> @Nullable T read(String key, Node where, String text, Function<String, T> reading) {
    try {
      return reading.apply(text);
    } catch (IllegalArgumentException e) {
      problems.add(where.getStartMark(), key + ": " + e.getMessage());
      return null;
    }
  }

  boolean flag(String key) {
    Boolean is = value(key, text -> switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + shown(text) + "', expected true or false");
    });
    return is != null && is;
  }

  /** One value, or a list of them. */
  <T> List<T> values(String key, Function<String, T> reading) {
    Node value = value(key);
    List<T> all = new ArrayList<>();
    for (Node each : value instanceof SequenceNode list
        ? list.getValue()
        : value == null ? List.<Node>of() : List.of(value)) {
      String text = text(key, each);
      T read = text == null ? null : read(key, each, text, reading);
      if (read != null) {
        all.add(read);
      }
    }
    return all;
  }

  @Nullable
  Section section(String key) {
    Node value = value(key);
    if (value instanceof MappingNode mapping) {
      return new Section(mapping, problems);
    }
    if (value != null) {
      problems.add(value.getStartMark(),
          key + ": expected a mapping of keys, found " + (value instanceof ScalarNode ? "one value" : kind(value)));
    }
    return null;
  }

  /**
   * One mapping, or a list of mappings.
   *
   * @param short_ the key that a value alone stands for
   */
  List<Section> sections(String key, String short_) {
    Node value = value(key);
    List<Section> all = new ArrayList<>();
    for (Node each : value instanceof SequenceNode list
        ? list.getValue()
        : value == null ? List.<Node>of() : List.of(value)) {
      switch (each) {
        case MappingNode mapping -> all.add(new Section(mapping, problems));
        case ScalarNode scalar -> all.add(new Section(short_, scalar, problems));
        default -> problems.add(each.getStartMark(), key + ": expected a mapping of keys, found " + kind(each));
      }
    }
    return all;
  }

  private Section(String key, ScalarNode only, Problems problems) {
    this.problems = problems;
    this.start = only.getStartMark();
    values.put(key, only);
    places.put(key, only.getStartMark());
  }

  /** Every key with its text, for mappings whose keys are names. */
  Map<String, String> texts() {
    Map<String, String> all = new LinkedHashMap<>();
    for (String key : List.copyOf(values.keySet())) {
      String text = text(key);
      if (text == null && !has(key)) {
        complain(key, "expected a value");
      } else if (text != null) {
        all.put(key, text);
      }
    }
    return all;
  }

  /** Nothing more will be asked for. */
  void end() {
    for (String key : values.keySet()) {
      if (!asked.contains(key)) {
        problems.add(places.get(key), "unknown key " + shown(key) + ", expected one of " + String.join(", ", asked));
      }
    }
  }
}

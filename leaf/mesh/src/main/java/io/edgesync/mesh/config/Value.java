package io.edgesync.mesh.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A value of a configuration, with the place where its key stands, or itself where it has none. */
public sealed interface Value {

  Position at();

  /** How an error calls it. */
  String kind();

  /** Text, quoted or not: {@code server_name: "A"}. */
  record Text(String text, Position at) implements Value {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /** A whole number, suffixes applied: {@code max_payload: 1MB} is 1048576. */
  record Whole(long number, Position at) implements Value {
    @Override
    public String kind() {
      return "a number";
    }
  }

  /** A number with a fraction: {@code timeout: 0.5}. */
  record Real(double number, Position at) implements Value {
    @Override
    public String kind() {
      return "a number with a fraction";
    }
  }

  /** {@code true}, {@code yes}, {@code on} and their opposites. */
  record Flag(boolean isSet, Position at) implements Value {
    @Override
    public String kind() {
      return "a boolean";
    }
  }

  /** {@code [a, b]}. */
  record Items(List<Value> items, Position at) implements Value {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "an array";
    }
  }

  /**
   * {@code {key: value}}, in the order of the file; of a key that stands there twice the last value.
   *
   * @param variables keys that were referred to as {@code $KEY}: they need be no options
   */
  record Block(Map<String, Value> fields, Set<String> variables, Position at) implements Value {
    public Block {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
      variables = Set.copyOf(variables);
    }

    /** All of this, then all of {@code other}, which wins; blocks that both have are merged in the same way. */
    public Block overriddenBy(Block other) {
      Map<String, Value> merged = new LinkedHashMap<>(fields);
      other.fields.forEach((key, theirs) -> {
        Value mine = merged.remove(key);
        merged.put(key,
            mine instanceof Block under && theirs instanceof Block over ? under.overriddenBy(over) : theirs);
      });
      return new Block(merged, variables, at);
    }

    @Override
    public String kind() {
      return "a map";
    }
  }
}

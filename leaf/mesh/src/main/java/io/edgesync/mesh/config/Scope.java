package io.edgesync.mesh.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The map that is being read, inside those around it: where variables are looked for. One thread. */
final class Scope {
  private final @Nullable Scope around;
  private final Map<String, Value> fields = new LinkedHashMap<>();
  private final Set<String> variables = new HashSet<>();

  Scope(@Nullable Scope around) {
    this.around = around;
  }

  void put(String key, Value value) {
    fields.put(key, value);
  }

  void putAll(Value.Block block) {
    fields.putAll(block.fields());
    variables.addAll(block.variables());
  }

  /** The value of the innermost field of that name, which is a variable from now on; null where there is none. */
  @Nullable
  Value variable(String name) {
    for (Scope scope = this; scope != null; scope = scope.around) {
      Value found = scope.fields.get(name);
      if (found != null) {
        scope.variables.add(name);
        return found;
      }
    }
    return null;
  }

  Value.Block close(Position at) {
    return new Value.Block(fields, variables, at);
  }
}

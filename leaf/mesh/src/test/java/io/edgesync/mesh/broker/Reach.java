package io.edgesync.mesh.broker;

import io.netty.buffer.ByteBuf;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** About how many bytes of the heap one connection alone keeps: what can be reached from it, and not what it shares with others. */
final class Reach {
  private static final int OBJECT_BYTES = 16;
  private static final int REFERENCE_BYTES = 4;
  private static final int FIELD_BYTES = 8;

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> open = new ArrayDeque<>();
  private long bytes;

  private Reach() {}

  static long of(Connection connection) {
    var reach = new Reach();
    reach.meet(connection);
    while (!reach.open.isEmpty()) {
      Object next = reach.open.remove();
      if (!isShared(next, connection)) {
        reach.visit(next);
      }
    }
    return reach.bytes;
  }

  private static boolean isShared(Object object, Connection root) {
    return object instanceof Node || object instanceof AccountSpace || object instanceof Router
        || object instanceof Budget
        || object instanceof Interest || object instanceof Enum || (object instanceof Connection && object != root);
  }

  private void meet(@Nullable Object object) {
    if (object != null && seen.add(object)) {
      open.add(object);
    }
  }

  private void visit(Object object) {
    bytes += OBJECT_BYTES;
    switch (object) {
      case String text -> bytes += OBJECT_BYTES + text.length();
      case ByteBuf buffer -> bytes += buffer.capacity();
      case Object[] several -> {
        bytes += (long) REFERENCE_BYTES * several.length;
        for (Object each : several) {
          meet(each);
        }
      }
      case Map<?, ?> map -> {
        meet(map.keySet().toArray());
        meet(map.values().toArray());
      }
      case Collection<?> several -> meet(several.toArray());
      default -> {
        if (object.getClass().isArray()) {
          bytes += (long) Array.getLength(object) * (object instanceof byte[] ? 1 : FIELD_BYTES);
        } else if (object.getClass().getName().startsWith("io.edgesync.")) {
          visitFields(object);
        }
      }
    }
  }

  private void visitFields(Object object) {
    for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
      if (!type.getName().startsWith("io.edgesync.")) {
        continue;
      }
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          bytes += FIELD_BYTES;
          if (!field.getType().isPrimitive()) {
            meet(valueOf(field, object));
          }
        }
      }
    }
  }

  private static @Nullable Object valueOf(Field field, Object of) {
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}

package io.edgesync.repository.rebuild;

import io.edgesync.repository.structure.TextBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** File names, numbered from 0 as they are met. Names are bytes: manifests may hold what is not valid UTF-8. */
final class PathNames {

  static final int ABSENT = -1;

  /** By the name's bytes as ISO 8859-1, which is reversible. */
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<byte[]> names = new ArrayList<>();

  int id(byte[] name) {
    return ids.computeIfAbsent(key(name), unseen -> {
      names.add(name);
      return names.size() - 1;
    });
  }

  /** The number of a name met before, or {@link #ABSENT}. */
  int find(byte[] name) {
    return ids.getOrDefault(key(name), ABSENT);
  }

  byte[] bytes(int id) {
    return names.get(id);
  }

  String text(int id) {
    return TextBytes.decode(names.get(id));
  }

  int count() {
    return names.size();
  }

  /** Orders two names as manifests do. */
  int compare(int first, int second) {
    return Arrays.compareUnsigned(names.get(first), names.get(second));
  }

  private static String key(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}

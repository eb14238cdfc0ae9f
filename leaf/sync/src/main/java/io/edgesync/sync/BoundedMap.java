package io.edgesync.sync;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A map of what others make us remember: where there is one entry too many, the eldest goes. Not thread-safe. */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_CAPACITY = 16;
  private static final float LOAD = 0.75f;

  private final int max;

  private BoundedMap(int max, boolean isByUse) {
    super(FIRST_CAPACITY, LOAD, isByUse);
    this.max = max;
  }

  /** Eldest is what was put first. */
  public static <K, V> BoundedMap<K, V> of(int max) {
    return new BoundedMap<>(max, false);
  }

  /** Eldest is what was neither put nor asked for, for longest. */
  public static <K, V> BoundedMap<K, V> byUse(int max) {
    return new BoundedMap<>(max, true);
  }

  /** A set of which that goes which was not put for longest; for any thread. */
  public static <K> Set<K> setOf(int max) {
    return Collections.newSetFromMap(Collections.synchronizedMap(byUse(max)));
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > max;
  }
}

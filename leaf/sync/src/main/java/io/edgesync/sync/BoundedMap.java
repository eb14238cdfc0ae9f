package io.edgesync.sync;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/** A map of what others make us remember: where there are entries too many, the eldest go. Not thread-safe, and never written out. */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_CAPACITY = 16;
  private static final float LOAD = 0.75f;

  private final transient IntSupplier max;

  private BoundedMap(IntSupplier max, boolean isByUse) {
    super(FIRST_CAPACITY, LOAD, isByUse);
    this.max = max;
  }

  /** Eldest is what was put first. */
  public static <K, V> BoundedMap<K, V> of(int max) {
    return new BoundedMap<>(() -> max, false);
  }

  /** Eldest is what was neither put nor asked for, for longest. */
  public static <K, V> BoundedMap<K, V> byUse(int max) {
    return byUse(() -> max);
  }

  /** As {@link #byUse(int)}, of so many as are allowed when something is put. */
  public static <K, V> BoundedMap<K, V> byUse(IntSupplier max) {
    return new BoundedMap<>(max, true);
  }

  /** A set of which that goes which was not put for longest; for any thread. */
  public static <K> Set<K> setOf(IntSupplier max) {
    return Collections.newSetFromMap(Collections.synchronizedMap(byUse(max)));
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    Iterator<K> eldestFirst = keySet().iterator();
    for (int tooMany = size() - max.getAsInt(); tooMany > 0; tooMany--) {
      eldestFirst.next();
      eldestFirst.remove();
    }
    return false;
  }
}

package io.edgesync.mesh.monitor;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Function;

/** A list as it is shown: each element is made when it is written, and is garbage right after. */
final class Listed<T, S> extends AbstractList<S> {
  private final List<T> all;
  private final Function<T, S> shown;

  private Listed(List<T> all, Function<T, S> shown) {
    this.all = all;
    this.shown = shown;
  }

  static <T, S> List<S> of(List<T> all, Function<T, S> shown) {
    return new Listed<>(all, shown);
  }

  @Override
  public S get(int index) {
    return shown.apply(all.get(index));
  }

  @Override
  public int size() {
    return all.size();
  }
}

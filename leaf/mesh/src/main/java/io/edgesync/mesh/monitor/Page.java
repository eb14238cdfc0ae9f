package io.edgesync.mesh.monitor;

import java.util.List;

/** Which part of a list is asked for. */
record Page(long offset, long limit) {
  private static final int LIMIT = 1024;

  static Page of(Query query) throws BadQueryException {
    long offset = Math.max(0, query.number("offset"));
    return new Page(offset, query.number("limit") > 0 ? query.number("limit") : LIMIT);
  }

  <T> List<T> of(List<T> all) {
    return all.subList((int) Math.min(offset, all.size()), (int) Math.min(end(), all.size()));
  }

  /** How many elements of the list are on this page or before it, if it is long enough. */
  long end() {
    return limit > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + limit;
  }
}

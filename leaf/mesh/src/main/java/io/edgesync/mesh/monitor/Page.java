package io.edgesync.mesh.monitor;

import java.util.List;

/** Which part of a list is asked for. */
record Page(int offset, int limit) {
  private static final int LIMIT = 1024;

  static Page of(Query query) throws BadQueryException {
    int offset = Math.max(0, query.number("offset"));
    return new Page(offset, query.number("limit") > 0 ? query.number("limit") : LIMIT);
  }

  <T> List<T> of(List<T> all) {
    int from = Math.min(offset, all.size());
    return all.subList(from, from + Math.min(limit, all.size() - from));
  }

  /** How many elements of the list are on this page or before it, if it is long enough. */
  long end() {
    return (long) offset + limit;
  }
}

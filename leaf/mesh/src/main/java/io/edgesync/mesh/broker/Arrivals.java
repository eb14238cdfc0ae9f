package io.edgesync.mesh.broker;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Large messages that are half received, over all connections. Room for one is taken when it is announced, so announcing much and
 * sending nothing must not fill the heap: when they are too many, whoever has taken longest is cut.
 */
final class Arrivals {
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  /** The oldest first. */
  private final Map<Connection, Integer> arriving = new LinkedHashMap<>();
  private long bytes;

  Arrivals(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Counts a message of {@code count} bytes that was announced and, beyond the limit, cuts the oldest others. */
  void begin(Connection connection, int count) {
    List<Connection> slow = new ArrayList<>();
    lock.lock();
    try {
      arriving.put(connection, count);
      bytes += count;
      Iterator<Map.Entry<Connection, Integer>> oldest = arriving.entrySet().iterator();
      while (bytes > bytesMax) {
        Map.Entry<Connection, Integer> next = oldest.next();
        if (next.getKey().equals(connection)) {
          break;
        }
        slow.add(next.getKey());
        bytes -= next.getValue();
        oldest.remove();
      }
    } finally {
      lock.unlock();
    }
    for (Connection each : slow) {
      each.cutHalfRead("slow publisher: all connections together have more than " + bytesMax + " bytes half sent");
    }
  }

  /** Bytes announced and not complete. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** The message is complete, or will never be. */
  void end(Connection connection) {
    lock.lock();
    try {
      Integer count = arriving.remove(connection);
      if (count != null) {
        bytes -= count;
      }
    } finally {
      lock.unlock();
    }
  }
}

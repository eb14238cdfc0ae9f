package io.edgesync.mesh.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** The client connections of one broker: those that are open, and the last of those that are not. Thread-safe. */
final class Clients {
  private final int closedMax;
  private final AtomicInteger places = new AtomicInteger();
  private final ConcurrentHashMap<Integer, ClientConnection> open = new ConcurrentHashMap<>();
  private final LongAdder slow = new LongAdder();
  private final LongAdder total = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  /** The oldest first. */
  private final ArrayDeque<ClientStatus> closed = new ArrayDeque<>();

  Clients(int closedMax) {
    this.closedMax = closedMax;
  }

  /** Takes a place, until {@link #closed(ClientConnection)}; false when there were {@code max} before. */
  boolean admit(int max) {
    return places.incrementAndGet() <= max;
  }

  void opened(ClientConnection client) {
    open.put(client.number, client);
    total.increment();
  }

  /** It is gone: from now on it stands among the closed ones, before it is missing among the open. */
  void closed(ClientConnection client) {
    places.decrementAndGet();
    keep(client.status());
    open.remove(client.number);
    if (client.reason().isSlowConsumer()) {
      slow.increment();
    }
  }

  private void keep(ClientStatus last) {
    if (closedMax == 0) {
      return;
    }
    lock.lock();
    try {
      if (closed.size() == closedMax) {
        closed.removeFirst();
      }
      closed.addLast(last);
    } finally {
      lock.unlock();
    }
  }

  Collection<ClientConnection> open() {
    return open.values();
  }

  List<ClientStatus> openStatuses() {
    return open.values().stream().map(ClientConnection::status).toList();
  }

  /** The oldest first. */
  List<ClientStatus> closedStatuses() {
    lock.lock();
    try {
      return new ArrayList<>(closed);
    } finally {
      lock.unlock();
    }
  }

  int closedCount() {
    lock.lock();
    try {
      return closed.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many there ever were. */
  long total() {
    return total.sum();
  }

  /** How many were cut because they read too slowly. */
  long slowConsumers() {
    return slow.sum();
  }
}

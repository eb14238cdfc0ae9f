package io.edgesync.mesh.broker;

import java.util.concurrent.atomic.AtomicInteger;

/** The subjects of one account: what is published in one is not seen in another. */
final class AccountSpace {
  private final String name;
  private final Router router = new Router(Interest.LOOP_PREFIX + RandomToken.next());
  private final AtomicInteger clients = new AtomicInteger();
  private final AtomicInteger leafnodes = new AtomicInteger();

  AccountSpace(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  Router router() {
    return router;
  }

  /** Counts one more client; false when the account has as many as it may, -1 for any number. */
  boolean admitClient(long max) {
    return admit(clients, max);
  }

  void clientGone() {
    clients.decrementAndGet();
  }

  /** Counts one more link, whoever dialled; false when the account has as many as it may, -1 for any number. */
  boolean admitLeafnode(long max) {
    return admit(leafnodes, max);
  }

  void leafnodeGone() {
    leafnodes.decrementAndGet();
  }

  private static boolean admit(AtomicInteger count, long max) {
    if (count.incrementAndGet() > max && max >= 0) {
      count.decrementAndGet();
      return false;
    }
    return true;
  }
}

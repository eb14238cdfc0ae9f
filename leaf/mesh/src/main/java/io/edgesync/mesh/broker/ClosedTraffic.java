package io.edgesync.mesh.broker;

import java.util.concurrent.atomic.LongAdder;

/** The sum of what connections did that are gone. Thread-safe. */
final class ClosedTraffic {
  private final LongAdder inMessages = new LongAdder();
  private final LongAdder inBytes = new LongAdder();
  private final LongAdder outMessages = new LongAdder();
  private final LongAdder outBytes = new LongAdder();

  void add(Traffic traffic) {
    inMessages.add(traffic.inMessages());
    inBytes.add(traffic.inBytes());
    outMessages.add(traffic.outMessages());
    outBytes.add(traffic.outBytes());
  }

  Traffic sum() {
    return new Traffic(inMessages.sum(), inBytes.sum(), outMessages.sum(), outBytes.sum());
  }
}

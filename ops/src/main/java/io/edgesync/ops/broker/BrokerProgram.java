package io.edgesync.ops.broker;

import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.ListenException;
import io.edgesync.mesh.leafnode.LeafRemote;

/** Our server alone in a process: {@code CLIENT-PORT LEAF-PORT [HUB-LEAF-PORT]}. Runs until it is ended. */
final class BrokerProgram {

  private BrokerProgram() {}

  public static void main(String[] arguments) throws ListenException, InterruptedException {
    BrokerOptions options = BrokerOptions.named("bench-" + arguments[0]).withClientPort(Integer.parseInt(arguments[0]))
        .withLeafPort(Integer.parseInt(arguments[1]));
    if (arguments.length > 2) {
      options = options.withRemote(new LeafRemote("127.0.0.1", Integer.parseInt(arguments[2])));
    }
    try (Broker broker = Broker.start(options)) {
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
      Thread.currentThread().join();
    }
  }
}

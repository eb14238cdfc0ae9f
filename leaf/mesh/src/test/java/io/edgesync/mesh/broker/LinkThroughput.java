package io.edgesync.mesh.broker;

import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** By hand: how fast 1 MB parts cross from one broker over a leafnode link to another. */
final class LinkThroughput {
  private LinkThroughput() {}

  public static void main(String[] args) throws Exception {
    int parts = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
    try (Broker hub = Broker.start(BrokerOptions.named("hub").withLeafPort(0));
        Broker leaf = Broker.start(
            BrokerOptions.named("leaf").withRemote(new LeafRemote("127.0.0.1", hub.leafAddress().getPort())))) {
      while (leaf.links().getFirst().state() != State.UP) {
        Thread.onSpinWait();
      }
      var credit = new Semaphore(16);
      leaf.bus().subscribe("ping", d -> leaf.bus().publish(new Message(d.reply(), new byte[0])));
      leaf.bus().subscribe("body", null, 64, _ -> credit.release());
      while (hub.router().match("body").isEmpty()) {
        Thread.onSpinWait();
      }
      byte[] part = new byte[(1 << 20) - 64];
      for (int round = 0; round < 5; round++) {
        long start = System.nanoTime();
        for (int i = 0; i < parts; i++) {
          credit.acquire();
          hub.bus().publish(new Message("body", null, Headers.of("n", "1"), part));
        }
        credit.acquire(16);
        credit.release(16);
        System.out.printf("%d MB in %.2f s: %.0f MB/s%n", parts, (System.nanoTime() - start) / 1e9,
            parts / ((System.nanoTime() - start) / 1e9));
        start = System.nanoTime();
        for (int i = 0; i < 5000; i++) {
          hub.bus().request(new Message("ping", new byte[10]), Duration.ofSeconds(5));
        }
        System.out.printf("request over the link: %.0f us%n", (System.nanoTime() - start) / 5e6);
      }
    }
  }
}

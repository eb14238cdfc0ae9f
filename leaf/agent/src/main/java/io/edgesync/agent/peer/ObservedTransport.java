package io.edgesync.agent.peer;

import io.edgesync.agent.metrics.SyncObserver;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.time.Duration;

/** A transport whose rounds an observer hears of. */
record ObservedTransport(Transport transport, ProjectCode project, String peer, SyncObserver observer)
    implements
      Transport {

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    long startNanos = System.nanoTime();
    SyncObserver.RoundEnd end = SyncObserver.RoundEnd.FAILED;
    try {
      transport.exchange(round, request, reply);
      end = SyncObserver.RoundEnd.OK;
    } catch (TransportException.Refused e) {
      end = SyncObserver.RoundEnd.REFUSED;
      throw e;
    } finally {
      observer.roundEnded(project, peer, end, Duration.ofNanos(System.nanoTime() - startNanos));
    }
  }

  @Override
  public String peerName() {
    return transport.peerName();
  }

  @Override
  public void close() {
    transport.close();
  }
}

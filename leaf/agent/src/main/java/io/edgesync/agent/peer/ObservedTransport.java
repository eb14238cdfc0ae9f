package io.edgesync.agent.peer;

import io.edgesync.agent.metrics.SyncObserver;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.time.Duration;

/** A transport whose rounds an observer hears of. */
final class ObservedTransport extends ForwardingTransport {

  private final ProjectCode project;
  private final String peer;
  private final SyncObserver observer;

  ObservedTransport(Transport transport, ProjectCode project, String peer, SyncObserver observer) {
    super(transport);
    this.project = project;
    this.peer = peer;
    this.observer = observer;
  }

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
}

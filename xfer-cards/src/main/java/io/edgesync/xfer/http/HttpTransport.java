package io.edgesync.xfer.http;

import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.net.URI;

/** Rounds with an unmodified Fossil server, or with a leaf's HTTP front. */
public final class HttpTransport implements Transport {

  /** @param url http or https; user and password in it are ignored, the round's asker signs */
  public HttpTransport(URI url, HttpOptions options) {}

  @Override
  public void exchange(Round round, CardSource request, CardSink reply) throws TransportException, InterruptedException {
    throw new IllegalStateException();
  }

  @Override
  public String peerName() {
    throw new IllegalStateException();
  }

  @Override
  public void close() {}
}

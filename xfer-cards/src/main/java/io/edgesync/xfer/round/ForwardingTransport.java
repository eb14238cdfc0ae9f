package io.edgesync.xfer.round;

/** Another transport with something around each exchange: whoever adds that does not lose what the other one says of itself. */
public abstract class ForwardingTransport implements Transport {

  protected final Transport transport;

  /** @param transport closed with this */
  protected ForwardingTransport(Transport transport) {
    this.transport = transport;
  }

  @Override
  public void exchange(Round round, CardSource request, CardSink reply)
      throws TransportException, InterruptedException {
    transport.exchange(round, request, reply);
  }

  @Override
  public boolean compresses() {
    return transport.compresses();
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

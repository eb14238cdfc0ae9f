package io.edgesync.mesh.broker;

import io.edgesync.mesh.leafnode.LeafRemote;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A leafnode listener that says no more than the test does. */
final class FakeHub implements AutoCloseable {
  static final String INFO = "INFO {\"server_id\":\"F\",\"server_name\":\"F\",\"version\":\"2.9.10\",\"headers\":true,"
      + "\"max_payload\":1048576,\"client_id\":7,\"nonce\":\"abc\",\"info_on_connect\":true,\"leafnode_urls\":[]} \r\n";
  static final String CONNECTED = "INFO {\"server_id\":\"F\",\"server_name\":\"F\",\"version\":\"2.9.10\",\"headers\":true,"
      + "\"max_payload\":1048576,\"client_id\":7,\"info_on_connect\":true,\"connect_info\":true} \r\n";
  private static final int PATIENCE_MILLIS = 30_000;

  private final ServerSocket listener;

  FakeHub() throws IOException {
    this(0);
  }

  /** One that comes later than who dials it. */
  FakeHub(int port) throws IOException {
    listener = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(PATIENCE_MILLIS);
  }

  LeafRemote remote() {
    return new LeafRemote("127.0.0.1", listener.getLocalPort());
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The next one who dials. */
  Wire accept() throws IOException {
    return new Wire(listener.accept());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

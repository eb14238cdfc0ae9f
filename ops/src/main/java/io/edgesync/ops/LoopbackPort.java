package io.edgesync.ops;

import io.edgesync.cli.console.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** A port of this machine for a server that is started here and reached from here alone. */
public record LoopbackPort(int number) {

  private static final int ATTEMPTS_MAX = 200;
  private static final long PAUSE_MILLIS = 50;

  /** One that nothing listened on a moment ago. */
  public static LoopbackPort free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new LoopbackPort(socket.getLocalPort());
    }
  }

  /**
   * Waits until {@code server} listens there, at most 10 s.
   *
   * @param name of the server, for messages
   * @throws Failure when it has ended or does not listen in time
   */
  public void awaitListening(String name, Process server) throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (!server.isAlive()) {
        throw new Failure(name + ": ended at once, with exit code " + server.exitValue());
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), number), 1000);
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
    throw new Failure(
        name + ": does not listen on port " + number + " after " + ATTEMPTS_MAX * PAUSE_MILLIS / 1000 + " s");
  }
}

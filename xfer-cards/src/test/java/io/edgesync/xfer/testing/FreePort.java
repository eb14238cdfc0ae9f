package io.edgesync.xfer.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback for servers that have to be told theirs. None of those that the system gives to connections, each once in a JVM,
 * and others in the JVM beside: nothing takes one before its server does, and who still dials the server of an earlier test finds nobody.
 */
public final class FreePort {
  private static final int FIRST = 10_000;
  private static final int COUNT = 20_000;
  /** JVMs that may run tests at the same time; the build numbers them. */
  private static final int FORKS = 4;
  private static final AtomicInteger TURN = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePort() {}

  /** A port that nothing listens on. */
  public static int next() {
    int fork = Integer.getInteger("edgesync.fork", 0) % FORKS;
    for (int attempt = 0; attempt < COUNT / FORKS; attempt++) {
      int turn = Math.floorMod(TURN.getAndIncrement(), COUNT / FORKS);
      int port = FIRST + turn * FORKS + fork;
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException taken) {
        continue;
      }
    }
    throw new AssertionError("no port is free from " + FIRST + " to " + (FIRST + COUNT));
  }
}

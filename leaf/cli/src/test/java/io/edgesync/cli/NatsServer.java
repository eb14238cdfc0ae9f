package io.edgesync.cli;

import io.edgesync.cli.process.Programs;
import io.edgesync.xfer.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real {@code nats-server} with a client and a leafnode port. */
public record NatsServer(Process process, int clientPort, int leafPort) implements AutoCloseable {

  public static NatsServer start(Path directory) throws IOException {
    return start(directory, "", "");
  }

  /**
   * @param leafnodes further lines of {@code leafnodes}
   * @param more      further lines of the configuration
   */
  public static NatsServer start(Path directory, String leafnodes, String more) throws IOException {
    Programs programs = Programs.in(directory);
    Path program = programs.find("NATS_SERVER", "nats-server");
    if (program == null && Files.isExecutable(Path.of("/usr/sbin/nats-server"))) {
      program = Path.of("/usr/sbin/nats-server");
    }
    String server = Objects.requireNonNull(program, "nats-server is not installed").toString();
    int client = FreePort.next();
    int leaf = FreePort.next();
    Path configuration = Files.writeString(directory.resolve("nats.conf"), "listen: 127.0.0.1:" + client
        + "\nleafnodes {\n listen: 127.0.0.1:" + leaf + "\n" + leafnodes + "\n}\n" + more + "\n");
    Process process = programs.start(List.of(server, "-c", configuration.toString()),
        directory.resolve("nats.log").toFile());
    Awaitility.await().ignoreExceptions().until(() -> {
      new Socket(InetAddress.getLoopbackAddress(), leaf).close();
      new Socket(InetAddress.getLoopbackAddress(), client).close();
      return true;
    });
    return new NatsServer(process, client, leaf);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}

package io.edgesync.mesh.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A broker in a process of its own, which takes all file descriptors but some, and gives them back, when it is told so. */
final class FewDescriptors {
  private FewDescriptors() {}

  /** Prints the port, 0 where an argument says that it only dials; then obeys the lines {@code take N} (leave N free), {@code give} and {@code ask}, and says when it has. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = System.out;
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    List<InputStream> taken = new ArrayList<>();
    BrokerOptions few = BrokerOptions.named("few");
    boolean listens = arguments.length == 0;
    try (Broker broker = Broker.start(listens ? few.withClientPort(0) : few)) {
      out.println(listens ? broker.clientAddress().getPort() : 0);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        switch (line) {
          case "take" -> take(taken);
          case "give" -> {
            for (InputStream each : taken) {
              each.close();
            }
            taken.clear();
          }
          default -> out.println(broker.stuckLoops(Duration.ofSeconds(20)) + " stuck");
        }
        out.println("done");
      }
    }
  }

  private static void take(List<InputStream> taken) {
    try {
      while (true) {
        taken.add(Files.newInputStream(Path.of("/dev/null")));
      }
    } catch (IOException thereAreNoMore) {
      // As it is meant.
    }
  }
}

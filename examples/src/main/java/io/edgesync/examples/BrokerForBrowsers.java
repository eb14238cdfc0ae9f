package io.edgesync.examples;

import io.edgesync.mesh.Message;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.websocket.WebsocketOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A NATS server inside a program, for pages: each line that is typed is published on {@code lines}, and whoever asks {@code clock} is told
 * the time. {@code examples/websocket/listen.js} listens to it.
 */
public final class BrokerForBrowsers {

  private BrokerForBrowsers() {}

  /** @param arguments the port to listen on; 0 for any free one */
  public static void main(String[] arguments) throws IOException {
    run(Integer.parseInt(arguments[0]), System.in, System.out);
  }

  static void run(int port, InputStream typed, PrintStream out) throws IOException {
    // Plain text and this machine's own pages only; beyond it, give WebsocketOptions.of a certificate, and the broker accounts.
    WebsocketOptions websocket = WebsocketOptions.noTls(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .withAllowedOrigins(List.of("http://localhost", "http://localhost:3000")).withCompression(true);
    try (Broker broker = Broker.start(BrokerOptions.named("browsers").withWebsocket(websocket));
        var clock = broker.bus().subscribe("clock", question -> {
          if (question.reply() != null) {
            broker.bus()
                .publish(new Message(question.reply(), Instant.now().toString().getBytes(StandardCharsets.UTF_8)));
          }
        });
        var lines = new BufferedReader(new InputStreamReader(typed, StandardCharsets.UTF_8))) {
      out.println("ws://127.0.0.1:" + Objects.requireNonNull(broker.websocketAddress()).getPort());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        broker.bus().publish(new Message("lines", line.getBytes(StandardCharsets.UTF_8)));
      }
      out.println("the clock was too slow " + clock.dropped() + " times");
    }
  }
}

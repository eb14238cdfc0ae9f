package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.account.AccountsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@code nats-server} and our broker side by side: what one says to a script the other has to say too. */
final class Transcripts implements AutoCloseable {
  static final String QUIET = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";
  static final String HEADERS = "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true}\r\n";

  /** What somebody does with a server on that port, and hears from it. */
  interface Scene {
    String play(int port) throws Exception;
  }

  private final NatsServerProcess real;
  private final Broker ours;

  private Transcripts(NatsServerProcess real, Broker ours) {
    this.real = real;
    this.ours = ours;
  }

  static Transcripts start(Path directory) throws IOException {
    return start(directory, "", BrokerLimits.DEFAULT);
  }

  /** Both with the same limits. */
  static Transcripts start(Path directory, String realConfig, BrokerLimits limits) throws IOException {
    NatsServerProcess real = NatsServerProcess.start(directory, realConfig, "");
    return new Transcripts(real,
        Broker.start(BrokerOptions.named("transcript").withClientPort(0).withLimits(limits)));
  }

  /** Both let in the same users. */
  static Transcripts start(Path directory, String realConfig, AccountsOptions accounts) throws IOException {
    return start(directory, realConfig, SecurityOptions.NONE.withAccounts(accounts));
  }

  static Transcripts start(Path directory, String realConfig, SecurityOptions security) throws IOException {
    NatsServerProcess real = NatsServerProcess.start(directory, realConfig, "");
    return new Transcripts(real,
        Broker.start(BrokerOptions.named("transcript").withClientPort(0).withSecurity(security)));
  }

  Broker ours() {
    return ours;
  }

  /** Sends the script to both and compares what comes back up to the PONG or the end; returns that. */
  String same(String script) throws Exception {
    return same(port -> converse(port, script));
  }

  /** Plays the scene with both and compares what was heard; returns that. */
  String same(Scene scene) throws Exception {
    String expected = inTheOlderForm(scene.play(real.clientPort()));
    assertThat(scene.play(ours.clientAddress().getPort())).isEqualTo(expected);
    return expected;
  }

  /** From 2.12 on the status of a request without responders names the subject; clients take either form. */
  private static String inTheOlderForm(String heard) {
    return heard.replaceAll(" \\d+ \\d+\r\nNATS/1.0 503\r\nNats-Subject: [^\r]*\r\n", " 16 16\r\nNATS/1.0 503\r\n");
  }

  /** What comes back after the first INFO, up to the first PONG or the end of the connection, which is marked. */
  static String converse(int port, String script) throws IOException {
    try (Wire wire = opened(port)) {
      wire.send(script);
      return heard(wire);
    }
  }

  /** A connection whose INFO has been read. */
  static Wire opened(int port) throws IOException {
    var wire = new Wire(port);
    assertThat(wire.line()).startsWith("INFO {");
    return wire;
  }

  /** A connection that has sent this, and heard the PONG that follows. */
  static Wire settled(int port, String script) throws IOException {
    Wire wire = opened(port);
    wire.send(script + "PING\r\n");
    heard(wire);
    return wire;
  }

  /** Everything but PINGs up to the PONG that stands for all that was sent before, or to the end. */
  static String heard(Wire wire) throws IOException {
    var heard = new StringBuilder();
    while (true) {
      String line = wire.answer();
      heard.append(line);
      if (line.equals("PONG\r\n")) {
        return heard.toString();
      }
      if (wire.ended()) {
        return heard + "(closed)";
      }
    }
  }

  /** The same lines in an order that does not depend on chance: of a message its line and its payload stay together. */
  static String sorted(String heard) {
    List<String> messages = new ArrayList<>();
    String[] lines = heard.split("(?<=\n)");
    for (int i = 0; i < lines.length; i++) {
      messages.add(lines[i].startsWith("MSG") ? lines[i] + lines[++i] : lines[i]);
    }
    messages.sort(null);
    return String.join("", messages);
  }

  @Override
  public void close() {
    ours.close();
    real.close();
  }
}

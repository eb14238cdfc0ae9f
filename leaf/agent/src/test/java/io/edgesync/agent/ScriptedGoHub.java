package io.edgesync.agent;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.envelope.StoredForm;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A scripted peer, not Go EdgeSync: it says on the wire what a hub of Go EdgeSync of the newer generation (stock order of arguments) was seen to say,
 * and answers rounds as that does: every artifact that the asker did not name by {@code igot}, all that it
 * asked for by {@code file} in one message. {@code ops/check-go} runs against the real ones. For a leaf of the older generation it asks in that one's words,
 * which are known from its source and not from captures.
 */
final class ScriptedGoHub implements AutoCloseable {

  private static final String FINGERPRINT = "pragma client-version 22800 20260315 120000\n";
  private static final int TEXT_BYTES_MAX = 1 << 20;

  private final Connection connection;
  private final String project;
  private final String name;
  private final Map<String, String> artifacts = new LinkedHashMap<>();
  final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  ScriptedGoHub(int port, String project, String name) throws IOException, InterruptedException {
    this.connection = Nats.connect(new Options.Builder().server("nats://127.0.0.1:" + port).noEcho().build());
    this.project = project;
    this.name = name;
    Dispatcher handlers = connection.createDispatcher();
    handlers.subscribe(subject(".commit"), message -> heard.add(new String(message.getData(), StandardCharsets.UTF_8)));
    handlers.subscribe(subject(".sync." + name), this::answer);
    connection.flushBuffer();
  }

  private String subject(String rest) {
    return "fossil." + project + rest;
  }

  /** Holds an artifact from now on; text, as all of these tests. */
  void hold(String hash, String content) {
    artifacts.put(hash, content);
  }

  void announce(String checkin) throws IOException {
    say("{\"rid\":12,\"uuid\":\"" + checkin + "\",\"peer_id\":\"" + name + "\"}");
  }

  void say(String announcement) throws IOException {
    connection.publish(subject(".commit"), announcement.getBytes(StandardCharsets.UTF_8));
    connection.flushBuffer();
  }

  /** One round of a pull from one peer; null when nobody listens there. */
  @Nullable
  String pull(String peer, String cards) throws InterruptedException, ExecutionException {
    return round(".sync." + peer, FINGERPRINT + "pull " + "5e".repeat(20) + " " + project + "\n" + cards);
  }

  /** One round of a leaf, which has no hub's name and pushes, too. */
  @Nullable
  String round(String subject, String cards) throws InterruptedException, ExecutionException {
    byte[] body = StoredForm.compress(cards.getBytes(StandardCharsets.ISO_8859_1));
    try {
      Message reply = connection.requestWithTimeout(subject(subject), body, Duration.ofSeconds(30)).get();
      return text(reply.getData());
    } catch (CancellationException nobodyListens) {
      return null;
    }
  }

  /** One round of a leaf of the older generation, which names the project first, and no server where it knows none. */
  @Nullable
  String olderRound(String cards) throws InterruptedException, ExecutionException {
    String login = cards.startsWith("login ") ? cards.substring(0, cards.indexOf('\n') + 1) : "";
    return round(".sync", login + FINGERPRINT + "push " + project + "\npull " + project + " 0\n"
        + cards.substring(login.length()));
  }

  private void answer(Message request) {
    String text = text(request.getData());
    asked.add(text);
    StringBuilder reply = new StringBuilder();
    List<String> lines = text.lines().toList();
    for (String line : lines) {
      String content = line.startsWith("gimme ") ? artifacts.get(line.substring(6)) : null;
      if (content != null) {
        reply.append("file ").append(line, 6, line.length()).append(' ').append(content.length()).append('\n')
            .append(content);
      }
    }
    for (String hash : artifacts.keySet()) {
      if (!lines.contains("igot " + hash) && !lines.contains("gimme " + hash)) {
        reply.append("igot ").append(new Hash(hash)).append('\n');
      }
    }
    // As Go does to whoever pulls, once a table is registered: stock Fossil would stop here.
    reply.append("schema devices 1 ").append("ab".repeat(20)).append(" 1780000000 2\n{}\n");
    connection.publish(request.getReplyTo(),
        StoredForm.compress(reply.toString().getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String text(byte[] body) {
    try {
      return new String(StoredForm.expand(body, TEXT_BYTES_MAX), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError("not a container of Go EdgeSync: " + body.length + " bytes", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

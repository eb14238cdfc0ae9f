package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.NoRespondersException;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;

/** Brokers, servers and subscribers of one test, all of which end with it. */
final class LinkScene {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  /** Long enough for a megabyte through a slow machine: who asks again too soon makes it slower. */
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);
  /** So that a test does not wait where a network would. */
  static final RedialPolicy QUICK = new RedialPolicy(Duration.ofMillis(50), Duration.ofMillis(200),
      Duration.ofSeconds(1));

  private final Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();

  LinkScene(Path directory) {
    this.directory = directory;
  }

  Broker open(BrokerOptions options) throws IOException {
    return add(Broker.start(options));
  }

  /** Options of a broker with a name of its own that redials quickly. */
  static BrokerOptions anybody() {
    return BrokerOptions.named("n-" + RandomToken.next()).withRedial(QUICK);
  }

  static BrokerOptions node() {
    return BrokerOptions.of(NodeIdentity.generate()).withRedial(QUICK);
  }

  static LeafRemote at(Broker hub) {
    return new LeafRemote("127.0.0.1", hub.leafAddress().getPort());
  }

  static LeafRemote at(NatsServerProcess hub) {
    return new LeafRemote("127.0.0.1", hub.leafPort());
  }

  Broker hub() throws IOException {
    return open(anybody().withClientPort(0).withLeafPort(0));
  }

  NatsServerProcess real(String config, String leafConfig) throws IOException {
    return add(NatsServerProcess.start(directory, config, leafConfig));
  }

  <T extends AutoCloseable> T add(T opening) {
    opened.add(opening);
    return opening;
  }

  Wire client(int port, String connectAndSubscribe) throws IOException {
    return add(Transcripts.settled(port, connectAndSubscribe));
  }

  static LinkStatus first(Broker broker) {
    return broker.links().getFirst();
  }

  static void awaitUp(Broker broker) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(broker.links()).isNotEmpty()
        .allSatisfy(link -> assertThat(link.state()).as("%s", link).isEqualTo(State.UP)));
  }

  /** Somebody who may be sent messages wants them; {@code wanted} is literal. */
  static void awaitInterest(Broker broker, String wanted) {
    await().atMost(PATIENCE).until(() -> !broker.router().match(wanted).isEmpty());
  }

  static void awaitNoInterest(Broker broker, String wanted) {
    await().atMost(PATIENCE).until(() -> broker.router().match(wanted).isEmpty());
  }

  void echo(Broker broker, String subject) {
    Bus bus = broker.bus();
    add(bus.subscribe(subject, d -> {
      if (d.reply() != null) {
        bus.publish(new Message(d.reply(), null, d.headers(), d.payload()));
      }
    }));
  }

  BlockingQueue<Delivery> collect(Broker broker, String subject) {
    BlockingQueue<Delivery> queue = new LinkedBlockingQueue<>();
    add(broker.bus().subscribe(subject, null, 100_000, queue::add));
    return queue;
  }

  /** Asks until somebody answers. */
  static String ask(Broker broker, String subject, String question) {
    var answer = new String[1];
    await().atMost(PATIENCE).until(() -> {
      try {
        answer[0] = string(broker.bus().request(text(subject, question), ANSWER_PATIENCE));
        return true;
      } catch (NoRespondersException | TimeoutException e) {
        return false;
      }
    });
    return answer[0];
  }

  static Message text(String subject, String text) {
    return new Message(subject, text.getBytes(StandardCharsets.UTF_8));
  }

  static String string(Delivery delivery) {
    return new String(delivery.payload(), StandardCharsets.UTF_8);
  }

  /** Closes all of it, the last opened first. */
  void end() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }
}

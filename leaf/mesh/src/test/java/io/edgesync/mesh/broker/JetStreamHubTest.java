package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamOptions;
import io.nats.client.JetStreamSubscription;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueOptions;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client of ours uses the JetStream of a hub, by the name of its domain. Of the reference's checklist: 80. */
@SuppressWarnings("try") // closing a jnats connection may be interrupted; here nobody interrupts
@Timeout(120)
class JetStreamHubTest extends LinkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void aBucketAPullConsumerAndAPushConsumerOfTheHubWorkFromOurSide() throws Exception {
    NatsServerProcess hub = scene.real("server_name: HUB\njetstream { store_dir: \"" + directory.resolve("js")
        + "\", domain: hub, max_memory_store: 16MB, max_file_store: 16MB }", "");
    Broker ours = scene.open(LinkScene.anybody().withClientPort(0).withRemote(LinkScene.at(hub)));
    LinkScene.awaitInterest(ours, "$JS.hub.API.INFO");
    try (Connection nats = Nats.connect("nats://127.0.0.1:" + ours.clientAddress().getPort())) {
      JetStreamOptions far = JetStreamOptions.builder().domain("hub").requestTimeout(PATIENCE).build();
      keepsValues(nats, far);
      hasConsumers(nats, far);
    }
  }

  private static void keepsValues(Connection nats, JetStreamOptions far) throws Exception {
    var options = KeyValueOptions.builder().jetStreamOptions(far).build();
    nats.keyValueManagement(options)
        .create(KeyValueConfiguration.builder("settings").storageType(StorageType.Memory).build());
    KeyValue bucket = nats.keyValue("settings", options);

    bucket.put("colour", "blue");
    bucket.put("colour", "green");

    assertThat(bucket.get("colour").getValueAsString()).isEqualTo("green");
    assertThat(bucket.keys()).isEqualTo(List.of("colour"));
  }

  private static void hasConsumers(Connection nats, JetStreamOptions far) throws Exception {
    nats.jetStreamManagement(far).addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.*")
        .storageType(StorageType.Memory).build());
    JetStream stream = nats.jetStream(far);
    for (int i = 0; i < 3; i++) {
      assertThat(stream.publish("orders.n" + i, bytes("order " + i)).getSeqno()).isEqualTo(i + 1);
    }

    JetStreamSubscription pulled = stream.subscribe("orders.*",
        PullSubscribeOptions.builder().durable("pulling").build());
    List<Message> fetched = pulled.fetch(3, PATIENCE);
    assertThat(fetched).extracting(Message::getSubject).containsExactly("orders.n0", "orders.n1", "orders.n2");
    for (Message message : fetched) {
      message.ackSync(PATIENCE);
    }
    assertThat(pulled.getConsumerInfo().getNumAckPending()).isZero();

    JetStreamSubscription pushed = stream.subscribe("orders.*",
        PushSubscribeOptions.builder().durable("pushing").build());
    for (int i = 0; i < 3; i++) {
      Message message = pushed.nextMessage(PATIENCE);
      assertThat(message.getSubject()).isEqualTo("orders.n" + i);
      assertThat(new String(message.getData(), StandardCharsets.UTF_8)).isEqualTo("order " + i);
      message.ackSync(PATIENCE);
    }
    assertThat(pushed.getConsumerInfo().getNumAckPending()).isZero();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.status.SessionState;
import io.edgesync.agent.status.Standing;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.content.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What daemons say to each other, as a hub that all hang off hears it; the hub says things itself. */
@Timeout(120)
class AnnouncementTest extends TwoClonesTest {

  private static final String STRANGER = "USTRANGER";

  @Test
  void contentFromWhoIsNotProvenToHoldTheRightIsAskedForByItsNameAndOtherContentIsStored() throws Exception {
    byte[] content = bytes("said by somebody\n");
    String name = name(content);
    byte[] announcement = announcement(content);
    fossil.ok(temp, "user", "capabilities", "nobody", "gor", "-R", bob.toString());

    try (Broker hub = Broker.start(BrokerOptions.named("hub").withLeafPort(0));
        Daemon daemon = Daemon.start(quiet("b", bob).withUpstreams(List.of(leafUrl(hub))))) {
      String project = daemon.status().repositories().getFirst().project();
      Queue<String> asked = heardBy(hub, "fossil.peer." + STRANGER + ".>");
      patiently().until(() -> hub.status().subscriptions(_ -> true).stream()
          .anyMatch(each -> each.subject().equals("fossil." + project + ".gossip")));

      hub.bus().publish(new Message("fossil." + project + ".gossip", announcement));
      patiently().until(() -> asked.stream().anyMatch(text -> text.contains("gimme " + name)));
      assertThat(alice.names(bob)).doesNotContain(name);

      fossil.ok(temp, "user", "capabilities", "nobody", "gior", "-R", bob.toString());
      hub.bus().publish(new Message("fossil." + project + ".gossip", announcement));
      patiently().until(() -> alice.names(bob).contains(name));
    }
    assertThat(fossil.ok(temp, "test-integrity", "-R", bob.toString())).contains("0 errors");
  }

  @Test
  void whatRidesInAnAnnouncementNeedsNoSession() throws Exception {
    fossil.ok(temp, "user", "capabilities", "nobody", "gior", "-R", bob.toString());

    try (Broker hub = Broker.start(BrokerOptions.named("hub").withLeafPort(0));
        Daemon first = Daemon.start(quiet("a", alice.repository()).withUpstreams(List.of(leafUrl(hub))));
        Daemon second = Daemon.start(quiet("b", bob).withUpstreams(List.of(leafUrl(hub))))) {
      awaitLinked(hub, first, second);
      Queue<String> heard = heardBy(hub, "fossil.>");

      String commit = alice.commit("small.txt", bytes("a small one\n"));

      awaitHeld(bob, commit);
      assertThat(alice.names(bob)).isEqualTo(alice.names(alice.repository()));
      assertThat(heard).allMatch(each -> each.contains(".gossip "));
      assertThat(second.status().repositories().getFirst().peers()).singleElement()
          .satisfies(peer -> assertThat(peer.last()).isEqualTo(SessionState.NEVER));
    }
  }

  @Test
  void whoHoldsTheSameSaysNothingButBeacons() throws Exception {
    try (Broker hub = Broker.start(BrokerOptions.named("hub").withLeafPort(0))) {
      Queue<String> heard = heardBy(hub, "fossil.>");
      try (Daemon first = Daemon.start(often("a", alice.repository(), hub));
          Daemon second = Daemon.start(often("b", bob, hub))) {
        awaitLinked(hub, first, second);
        for (Daemon daemon : List.of(first, second)) {
          String beacon = "fossil.presence." + daemon.ready().node() + " ";
          patiently().until(() -> heard.stream().filter(each -> each.startsWith(beacon)).count() > 5);
        }

        assertThat(heard).allMatch(each -> each.startsWith("fossil.presence."));
        assertThat(List.of(first, second)).allSatisfy(
            daemon -> assertThat(daemon.status().repositories().getFirst().peers()).singleElement().satisfies(peer -> {
              assertThat(peer.standing()).isEqualTo(Standing.IN_SYNC);
              assertThat(peer.asOf()).isNotNull();
              assertThat(peer.last()).isEqualTo(SessionState.NEVER);
            }));
        alice.commit("a.txt", bytes("now there is something to say\n"));
        patiently().until(() -> heard.stream().anyMatch(each -> each.contains(".gossip ")));
      }
    }
  }

  private DaemonOptions often(String name, Path repository, Broker hub) {
    return options(name, repository).withIntervals(Duration.ofMillis(100), Duration.ZERO)
        .withUpstreams(List.of(leafUrl(hub)));
  }

  /** Subject and text of all that the hub hears, from now on. */
  private static Queue<String> heardBy(Broker hub, String subject) {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    hub.bus().subscribe(subject, (Delivery delivery) -> heard
        .add(delivery.subject() + " " + new String(delivery.payload(), StandardCharsets.ISO_8859_1)));
    return heard;
  }

  private static String name(byte[] content) {
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      return hasher.hash(HashAlgorithm.SHA3_256, content).hex();
    }
  }

  private static byte[] announcement(byte[] content) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    CardWriter writer = new CardWriter(text);
    writer.write(PeerHello.of(STRANGER, 1 << 20).card());
    writer.write(new FileCard(new Hash(name(content)), null, Content.of(content)));
    return text.toByteArray();
  }

  private static void awaitLinked(Broker hub, Daemon... daemons) {
    patiently().until(() -> hub.status().leafs().size() == daemons.length);
    for (Daemon daemon : daemons) {
      patiently().until(() -> daemon.status().links().getFirst().state().equals("up"));
    }
  }

  private static String leafUrl(Broker hub) {
    return "nats-leaf://127.0.0.1:" + Objects.requireNonNull(hub.leafAddress()).getPort();
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}

package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.xfer.testing.FreePort;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which link of a loop is cut, and which stays, with peers that say in which order things happen. Of the reference's checklist: 79. */
class LoopWatchTest extends LinkTest {
  private static final String LOOP = "-ERR 'Loop detected for leafnode account=\"$G\". Delaying attempt to reconnect for 30s'\r\n";

  /** A leaf that has told of these servers, and has been told of ours. */
  private Wire leaf(Broker ours, String name, String... servers) throws IOException {
    Wire leaf = scene.add(new Wire(LinkScene.at(ours).port()));
    leaf.line();
    leaf.send("CONNECT {\"name\":\"" + name + "\",\"cluster\":\"" + name + "\"}\r\n" + told(servers) + "PONG\r\n");
    return leaf;
  }

  /** Our link to the hub, up to where it is to settle. */
  private Wire dialled(FakeHub hub, String name, String... servers) throws IOException {
    Wire link = scene.add(hub.accept());
    String named = "\"server_name\":\"" + name + "\"";
    link.send(FakeHub.INFO.replace("\"server_name\":\"F\"", named)).line();
    link.send(FakeHub.CONNECTED.replace("\"server_name\":\"F\"", named) + told(servers)).linesUntil("PING");
    return link.send("PONG\r\n");
  }

  private static String told(String... servers) {
    return String.join("", List.of(servers).stream().map(server -> "LS+ $LDS." + server + "\r\n").toList());
  }

  private static String own(Broker ours) {
    return ours.router().loopSubject();
  }

  private static void lives(Wire link) throws IOException {
    assertThat(link.send("PING\r\n").linesUntil("PONG")).doesNotContain("-ERR");
  }

  /**
   * A leaf hangs off us and off our hub. If we gave up the hub the leaf would still reach both and we nothing of what is behind the
   * hub: it passes nothing on from one hub to another.
   */
  @Test
  void aLeafThatOurHubHasTooIsCutAndNotTheHub() throws Exception {
    int port = FreePort.next();
    Broker ours = scene.open(BrokerOptions.named("ONE").withRedial(LinkScene.QUICK).withLeafPort(0)
        .withLink(LinkOptions.to(new LeafRemote("127.0.0.1", port))));
    Wire two = leaf(ours, "TWO", "TWO");
    two.linesUntil("LS+ " + own(ours));

    FakeHub hub = scene.add(new FakeHub(port));
    Wire up = dialled(hub, "HUB", "HUB", "TWO");

    assertThat(two.rest()).endsWith(LOOP);
    assertThat(up.linesUntil("LS+ " + own(ours))).doesNotContain("-ERR", "TWO");
    lives(up);

    assertThat(leaf(ours, "TWO", "TWO").rest()).endsWith(LOOP).doesNotContain("LS+");
    lives(up);
  }

  /** It has leaves of its own, one of which hangs off us as well: that one is at the bottom, and has to find out. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneBetweenUsAndTheBottomOfALoopStays(boolean bottomIsFirst) throws Exception {
    Broker ours = scene.open(BrokerOptions.named("TOP").withLeafPort(0));
    Wire first = bottomIsFirst ? leaf(ours, "BOTTOM", "BOTTOM") : leaf(ours, "MIDDLE", "BOTTOM", "MIDDLE");
    first.linesUntil("LS+ " + own(ours));

    Wire second = bottomIsFirst ? leaf(ours, "MIDDLE", "BOTTOM", "MIDDLE") : leaf(ours, "BOTTOM", "BOTTOM");

    Wire bottom = bottomIsFirst ? first : second;
    assertThat(bottom.rest()).endsWith(LOOP);
    Wire middle = bottomIsFirst ? second : first;
    lives(middle);
  }

  /** Two hubs in the order in which the links to them have come up. */
  private record Bottom(Broker ours, Wire older, Wire younger) {}

  private Bottom bottom() throws IOException {
    FakeHub first = scene.add(new FakeHub());
    int port = FreePort.next();
    Broker ours = scene.open(BrokerOptions.named("BOTTOM").withRedial(LinkScene.QUICK)
        .withLink(LinkOptions.to(first.remote())).withLink(LinkOptions.to(new LeafRemote("127.0.0.1", port))));
    Wire older = dialled(first, "F1", "F1");
    older.linesUntil("LS+ " + own(ours));
    Wire younger = dialled(scene.add(new FakeHub(port)), "F2", "F2");
    younger.linesUntil("LS+ " + own(ours));
    return new Bottom(ours, older, younger);
  }

  @Test
  void ofTwoLinksThatLeadBackTheYoungerIsCutAndTheOtherOnlyWhenItStillDoes() throws Exception {
    Bottom bottom = bottom();
    String own = own(bottom.ours) + "\r\n";

    lives(bottom.older.send("LS+ " + own));
    assertThat(bottom.younger.send("LS+ " + own).rest()).endsWith(LOOP);
    lives(bottom.older.send("LS- " + own));
    lives(bottom.older.send("LS+ " + own));

    assertThat(bottom.older.rest()).endsWith(LOOP);
  }

  @Test
  void ofTwoHubsThatTurnOutToLeadToTheSameServerTheYoungerIsCut() throws Exception {
    Bottom bottom = bottom();

    bottom.older.send(told("F2"));

    assertThat(bottom.younger.rest()).endsWith(LOOP);
    lives(bottom.older);
  }
}

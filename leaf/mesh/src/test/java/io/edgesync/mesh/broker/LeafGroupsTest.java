package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.Seed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What links are told of the members of queue groups, which are added up and never counted over again. */
class LeafGroupsTest {
  private static final String HUB = ",\"is_hub\":true";
  private static final String PEER = ",\"peer_link\":true";

  private final Node node = Node.of(BrokerOptions.named("groups"));

  private EmbeddedChannel open(Connection connection, EmbeddedChannel channel, String greeting) {
    channel.pipeline().addLast(connection);
    channel.pipeline().fireChannelActive();
    return send(channel, greeting);
  }

  private EmbeddedChannel client() {
    var channel = new EmbeddedChannel();
    return open(new ClientConnection(node, channel, false, _ -> {}), channel, Transcripts.QUIET);
  }

  /** A link that is up, of which nothing was read yet. */
  private EmbeddedChannel link(String name, String cluster, String more) {
    var channel = new EmbeddedChannel();
    return open(
        new LeafLink(node, channel, node.access().busAccount(), new AcceptingHandshake(node), _ -> {}, _ -> {}),
        channel,
        "CONNECT {\"name\":\"" + name + "\",\"cluster\":\"" + cluster + "\"" + more + ",\"headers\":true}\r\nPONG\r\n");
  }

  private static EmbeddedChannel send(EmbeddedChannel channel, String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    return channel;
  }

  /** What the link was told of groups since it was last asked. */
  private static List<String> told(EmbeddedChannel link) {
    link.runPendingTasks();
    var text = new StringBuilder();
    for (ByteBuf out = link.readOutbound(); out != null; out = link.readOutbound()) {
      text.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return text.toString().lines().filter(line -> line.matches("LS[+-] \\S+ \\S.*")).toList();
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aHundredThousandMembersCostALinkAFewLinesAndLittleWork() {
    EmbeddedChannel link = link("A", "A", "");
    EmbeddedChannel client = client();
    told(link);
    var asked = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      asked.append("SUB work q ").append(i).append("\r\n");
    }

    send(client, asked.toString());

    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 65536; i = i < 16 ? i + 1 : 2 * i) {
      expected.add("LS+ work q " + i);
    }
    assertThat(told(link)).isEqualTo(expected);
    client.close();
    assertThat(told(link)).endsWith("LS+ work q 2", "LS+ work q 1", "LS- work q");
  }

  @Test
  void theTotalOfManyLargeNumbersIsOneThatPeersCanRead() {
    EmbeddedChannel link = link("A", "A", "");
    told(link);
    List<EmbeddedChannel> large = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      large.add(send(link("B" + i, "B" + i, ""), "LS+ work q 999999999\r\n"));
    }
    EmbeddedChannel client = send(client(), "SUB work q 1\r\n");

    assertThat(told(link)).containsExactly("LS+ work q 536870912");
    assertThat(told(link("C", "C", ""))).containsExactly("LS+ work q 536870912");
    large.forEach(EmbeddedChannel::close);
    assertThat(told(link)).containsExactly("LS+ work q 1");
    client.close();
    assertThat(told(link)).containsExactly("LS- work q");
  }

  @Test
  void whoeverFollowsAllChangesKnowsWhatALateComerIsTold() {
    long seed = Seed.next();
    var random = new Random(seed);
    List<EmbeddedChannel> early = watchers("early");
    List<Map<String, String>> known = List.of(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    List<EmbeddedChannel> members = List.of(link("A", "AB", ""), link("B", "AB", ""), link("C", "C", ""),
        link("D", "", ""), link("E", "AB", HUB), link("F", "", HUB),
        link("G", "G", PEER), client());

    for (int i = 0; i < 2000; i++) {
      EmbeddedChannel member = members.get(random.nextInt(members.size()));
      String group = (random.nextBoolean() ? "s" : "s.*") + " q" + random.nextInt(2);
      boolean comes = random.nextBoolean();
      if (member != members.getLast()) {
        send(member, comes ? "LS+ " + group + " " + (1 + random.nextInt(40)) + "\r\n" : "LS- " + group + "\r\n");
      } else {
        int sid = random.nextInt(40);
        send(member, comes ? "SUB " + group + " " + sid + "\r\n" : "UNSUB " + sid + "\r\n");
      }
    }

    List<EmbeddedChannel> late = watchers("late");
    for (int i = 0; i < early.size(); i++) {
      Map<String, String> atOnce = new TreeMap<>();
      follow(told(late.get(i)), atOnce);
      follow(told(early.get(i)), known.get(i));
      assertThat(known.get(i)).as("seed %d", seed).isEqualTo(atOnce).isNotEmpty();
    }
  }

  /** One of each kind, who announce nothing: a spoke, one in the cluster of others, a hub, and a peer. */
  private List<EmbeddedChannel> watchers(String when) {
    return List.of(link(when + 1, when, ""), link(when + 2, "AB", ""), link(when + 3, when, HUB),
        link(when + 4, when + 4, PEER));
  }

  private static void follow(List<String> lines, Map<String, String> known) {
    for (String line : lines) {
      String[] words = line.split(" ");
      if (words[0].equals("LS+")) {
        known.put(words[1] + " " + words[2], words[3]);
      } else {
        known.remove(words[1] + " " + words[2]);
      }
    }
  }
}

package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.leafnode.LinkOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Interest and messages on a link that is up, as bytes, and what a nats-server makes of ours. Of the reference's checklist: 64, 67 to
 * 74, 76 to 78, 82; scripts that are played with both servers are in {@link LeafTranscriptTest}.
 */
class LeafInterestTest extends LinkTest {
  private Broker ours;

  @BeforeEach
  void open() throws IOException {
    ours = scene.hub();
  }

  /** A leafnode that is through the handshake, and has sent this. */
  private Wire leaf(String name, String interest) throws IOException {
    return leaf(name, interest, ",\"headers\":true");
  }

  private Wire leaf(String name, String interest, String more) throws IOException {
    Wire link = scene.add(new Wire(LinkScene.at(ours).port()));
    link.line();
    link.send("CONNECT {\"name\":\"" + name + "\",\"cluster\":\"" + name + "\"" + more + "}\r\n").linesUntil("PING");
    link.send(interest + "PONG\r\nPING\r\n").linesUntil("PONG");
    return link;
  }

  private Wire client(String script) throws IOException {
    return scene.client(ours.clientAddress().getPort(), Transcripts.QUIET + script);
  }

  /** Everything that the link hears up to now. */
  private static String heard(Wire link) throws IOException {
    String all = link.send("PING\r\n").linesUntil("PONG");
    return all.substring(0, all.length() - "PONG\r\n".length()).replace("PING\r\n", "");
  }

  @Test
  void plainInterestIsAnnouncedWithTheFirstAndWithdrawnWithTheLastAndGroupsAtEachChange() throws Exception {
    Wire link = leaf("A", "");
    Wire client = client("");
    for (String[] step : List.of(new String[]{"SUB a 1", "LS+ a\r\n"}, new String[]{"SUB a 2", ""},
        new String[]{"UNSUB 1", ""}, new String[]{"UNSUB 2", "LS- a\r\n"}, new String[]{"SUB a q 3", "LS+ a q 1\r\n"},
        new String[]{"SUB a q 4", "LS+ a q 2\r\n"}, new String[]{"UNSUB 3", "LS+ a q 1\r\n"},
        new String[]{"UNSUB 4", "LS- a q\r\n"})) {
      Transcripts.heard(client.send(step[0] + "\r\nPING\r\n"));
      assertThat(heard(link)).as(step[0]).isEqualTo(step[1]);
    }
  }

  @Test
  void whoAsksIsToldOfSingleSubjectsThatAreWantedBehindLinksNowAndLater() throws Exception {
    leaf("A", "LS+ x.a.y\r\nLS+ x.*.y\r\nLS+ x.>\r\nLS+ x.y\r\n");
    List<String> told = new CopyOnWriteArrayList<>();
    ours.onInterest("x.*.y", (link, subject) -> told.add(link + " " + subject));
    String first = ours.links().getFirst().link() + " ";
    assertThat(told).containsExactly(first + "x.a.y");

    Wire other = leaf("B", "LS+ x.b.y\r\n");
    String second = ours.links().getLast().link() + " ";
    client("SUB x.c.y 1\r\nPING\r\n");
    heard(other.send("LS+ x.b.y\r\nLS+ x.d.y q 1\r\nLS+ x.d.y q 2\r\nLS- x.b.y\r\nLS+ x.b.y\r\n"));

    assertThat(first).isNotEqualTo(second);
    assertThat(told).containsExactly(first + "x.a.y", second + "x.b.y", second + "x.d.y", second + "x.b.y");
  }

  @Test
  void aRepeatedAnnouncementCountsOnceAndIsWithdrawnOnce() throws Exception {
    Wire other = leaf("B", "");
    Wire link = leaf("A", "LS+ dup\r\nLS+ dup\r\nLS- unknown\r\n");
    assertThat(heard(other)).containsOnlyOnce("LS+ dup\r\n");

    link.send("LS- dup\r\n");
    assertThat(heard(link)).isEmpty();

    assertThat(heard(other)).isEqualTo("LS- dup\r\n");
    assertThat(ours.router().match("dup").isEmpty()).isTrue();
    link.send("LS+ bad..subject\r\n");
    assertThat(heard(link)).isEqualTo("-ERR 'Invalid Subscription'\r\n");
    link.send("LS+ a b\r\n");
    assertThat(link.rest()).isEmpty();
  }

  @Test
  void theSnapshotAndChangesWhileItIsSentLeaveNothingOutAndNothingTwice() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 4; thread++) {
        String subject = "storm." + thread + ".";
        threads.execute(() -> {
          for (int i = 0; i < 500; i++) {
            var subscription = ours.bus().subscribe(subject + i, _ -> {});
            if (i % 2 == 0) {
              subscription.close();
            }
          }
        });
      }
      List<String> known = new ArrayList<>();
      Wire link = leafCollecting(known);
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      follow(heard(link), known);

      assertThat(known).filteredOn(subject -> subject.startsWith("storm")).hasSize(1000).doesNotHaveDuplicates()
          .allMatch(subject -> (subject.charAt(subject.length() - 1) - '0') % 2 == 1);
    }
  }

  private Wire leafCollecting(List<String> known) throws IOException {
    Wire link = scene.add(new Wire(LinkScene.at(ours).port()));
    link.line();
    follow(link.send("CONNECT {\"name\":\"S\",\"cluster\":\"S\",\"headers\":true}\r\n").linesUntil("PING"), known);
    follow(link.send("PONG\r\nPING\r\n").linesUntil("PONG"), known);
    return link;
  }

  /** Keeps book, and does not let an announcement pass that is there, or a withdrawal of one that is not. */
  private static void follow(String lines, List<String> known) {
    lines.lines().forEach(line -> {
      if (line.startsWith("LS+ ")) {
        assertThat(known).doesNotContain(line.substring(4));
        known.add(line.substring(4));
      } else if (line.startsWith("LS- ")) {
        assertThat(known.remove(line.substring(4))).as(line).isTrue();
      }
    });
  }

  @Test
  void allEightShapesOfMessagesAreReadByteByByteAndWritten() throws Exception {
    Wire from = leaf("A", "");
    Wire to = leaf("B", "LS+ p\r\nLS+ g q1 1\r\nLS+ g q2 1\r\n");
    heard(from);
    String head = "NATS/1.0\r\nA:B\r\n\r\n";
    for (String line : List.of("LMSG p 5", "LMSG p re.ply 5", "LMSG g | q1 q2 5", "LMSG g + re.ply q1 q2 5",
        "HMSG p 17 22",
        "HMSG p re.ply 17 22", "HMSG g | q1 q2 17 22", "HMSG g + re.ply q1 q2 17 22")) {
      String message = line + "\r\n" + (line.startsWith("H") ? head : "") + "hello\r\n";
      for (char c : message.toCharArray()) {
        from.send(String.valueOf(c));
      }
      assertThat(heard(from)).isEmpty();
      assertThat(heard(to).replace("q2 q1", "q1 q2")).isEqualTo(message);
    }
    from.send("LMSG g + re.ply 5\r\nhello\r\n");
    assertThat(from.rest()).isEmpty();
  }

  @Test
  void aLinkGetsOneCopyWithTheGroupsThatItIsToServe() throws Exception {
    Wire link = leaf("A", "LS+ x.*\r\nLS+ x.>\r\nLS+ x.y\r\nLS+ x.y far 1\r\nLS+ x.y both 1\r\n");
    Wire client = client("SUB x.y both 1\r\n");

    heard(link);
    Transcripts.heard(client.send("PUB x.y 1\r\nm\r\nPING\r\n"));

    assertThat(heard(link)).isEqualTo("LMSG x.y | far 1\r\nm\r\n");
    // The member here is gone.
    Transcripts.heard(client.send("UNSUB 1\r\nPUB x.y 1\r\nm\r\nPING\r\n"));
    assertThat(heard(link).replace("both far", "far both")).contains("LMSG x.y | far both 1\r\nm\r\n");
  }

  @Test
  void aMessageWithoutAListReachesNoGroupAndWithOneOneMemberOfEachThatIsListed() throws Exception {
    Wire link = leaf("A", "");
    Wire client = client("SUB x g 1\r\nSUB x g 2\r\nSUB x h 3\r\nSUB x 4\r\n");

    heard(link.send("LMSG x 1\r\na\r\n"));
    assertThat(Transcripts.heard(client.send("PING\r\n"))).isEqualTo("MSG x 4 1\r\na\r\nPONG\r\n");
    heard(link.send("LMSG x | g nobody 1\r\nb\r\n"));
    assertThat(Transcripts.heard(client.send("PING\r\n")).replaceAll("MSG x [12]", "MSG x g")).hasSize(34)
        .contains("MSG x 4 1\r\nb\r\n").contains("MSG x g 1\r\nb\r\n");
  }

  @Test
  void aMessageGoesNeitherBackNorToALinkOfTheSameCluster() throws Exception {
    Wire from = leaf("A", "LS+ x\r\n");
    Wire sameCluster = scene.add(new Wire(LinkScene.at(ours).port()));
    sameCluster.line();
    sameCluster.send("CONNECT {\"name\":\"A2\",\"cluster\":\"A\",\"headers\":true}\r\n").linesUntil("PING");
    assertThat(sameCluster.send("LS+ x\r\nPONG\r\nPING\r\n").linesUntil("PONG")).doesNotContain("LS+ x");
    Wire other = leaf("B", "LS+ x\r\n");
    heard(from);

    from.send("LMSG x 1\r\nm\r\n");

    assertThat(heard(from)).isEmpty();
    assertThat(heard(other)).isEqualTo("LMSG x 1\r\nm\r\n");
    assertThat(heard(sameCluster)).doesNotContain("LMSG");
  }

  @Test
  void aPeerWithoutHeadersGetsTheBodyAlone() throws Exception {
    Wire link = leaf("A", "LS+ x\r\n", "");
    scene.client(ours.clientAddress().getPort(),
        Transcripts.HEADERS + "HPUB x 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\n");

    assertThat(heard(link)).isEqualTo("LMSG x 5\r\nhello\r\n");
  }

  @Test
  void moreThanASubscriptionAskedForIsDroppedAndItsEndIsToldOnce() throws Exception {
    Wire link = leaf("A", "");
    Wire client = client("SUB once 1\r\nUNSUB 1 1\r\n");
    assertThat(heard(link)).isEqualTo("LS+ once\r\n");

    link.send("LMSG once 1\r\na\r\nLMSG once 1\r\nb\r\n");

    assertThat(heard(link)).isEqualTo("LS- once\r\n");
    assertThat(Transcripts.heard(client.send("PING\r\n"))).isEqualTo("MSG once 1 1\r\na\r\nPONG\r\n");
  }

  @Test
  void noLinkNoResponders() throws Exception {
    Wire link = leaf("A", "LS+ svc\r\n");
    Wire client = scene.client(ours.clientAddress().getPort(), Transcripts.HEADERS + "SUB in.* 1\r\n");
    Transcripts.heard(client.send("PUB svc in.1 1\r\nx\r\nPING\r\n"));
    assertThat(heard(link)).contains("LS+ in.*\r\n").endsWith("LMSG svc in.1 1\r\nx\r\n");

    link.close();
    LinkScene.awaitNoInterest(ours, "svc");

    assertThat(Transcripts.heard(client.send("PUB svc in.1 1\r\nx\r\nPING\r\n"))).startsWith("HMSG in.1 1 16 16\r\n");
  }

  @Test
  void aRequestsInboxIsAnnouncedAheadOfTheRequest() throws Exception {
    Wire link = leaf("A", "LS+ svc\r\n");
    client("SUB _INBOX.x 1\r\nPUB svc _INBOX.x 1\r\nq\r\n");

    assertThat(heard(link)).isEqualTo("LS+ _INBOX.x\r\nLMSG svc _INBOX.x 1\r\nq\r\n");
  }

  @Test
  void literalsOfJetStreamAreNeitherAnnouncedNorSent() throws Exception {
    Wire link = leaf("A", "LS+ $KV.>\r\nLS+ $JS.d.API.>\r\nLS+ $JS.ACK.>\r\n");
    client("SUB $JS.API.INFO 1\r\nSUB $KV.a 2\r\nSUB $OBJ.a 3\r\nSUB $JS.d.API.x 4\r\nPUB $KV.a 1\r\nx\r\n"
        + "PUB $JS.d.API.y 1\r\nx\r\nPUB $JS.ACK.a.b 1\r\nx\r\n");

    assertThat(heard(link)).isEqualTo("LS+ $JS.d.API.x\r\nLMSG $JS.d.API.y 1\r\nx\r\nLMSG $JS.ACK.a.b 1\r\nx\r\n");
  }

  @Test
  void aMessageForThousandsOfGroupsHasLinesBelow64KiB() throws Exception {
    var interest = new StringBuilder();
    for (int i = 0; i < 6000; i++) {
      interest.append("LS+ x group-number-").append(i).append(" 1\r\n");
    }
    Wire link = leaf("A", interest.toString());
    BlockingQueue<Delivery> got = scene.collect(ours, "done");
    client("PUB x 1\r\nm\r\n");

    String all = heard(link);
    assertThat(all.lines()).allMatch(line -> line.length() < 64 * 1024);
    String named = String.join(" ", all.lines().filter(line -> line.startsWith("LMSG x | ")).toList());
    assertThat(named.split(" ")).filteredOn(word -> word.startsWith("group")).hasSize(6000).doesNotHaveDuplicates();
    assertThat(got).isEmpty();
  }

  @Test
  void aNatsServerCountsTheMembersThatWeTellOf() throws Exception {
    NatsServerProcess real = scene.real("", "");
    Broker leaf = scene.open(LinkScene.node().withLink(LinkOptions.to(LinkScene.at(real))));
    LinkScene.awaitUp(leaf);
    BlockingQueue<Delivery> got = new LinkedBlockingQueue<>();
    var first = leaf.bus().subscribe("work", "g", 1000, got::add);
    leaf.bus().subscribe("work", "g", 1000, got::add);
    Wire upstream = scene.client(real.clientPort(),
        "CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\nSUB in 9\r\n");
    await().atMost(LinkScene.PATIENCE).until(() -> {
      Transcripts.heard(upstream.send("PUB work in 1\r\np\r\nPING\r\n"));
      return !got.isEmpty();
    });
    first.close();
    got.clear();

    for (int i = 0; i < 50; i++) {
      upstream.send("PUB work 2\r\n" + (10 + i) + "\r\n");
    }

    await().atMost(LinkScene.PATIENCE).until(() -> got.stream().map(LinkScene::string).anyMatch("59"::equals));
    assertThat(got).extracting(LinkScene::string).filteredOn(text -> !text.equals("p")).hasSize(50)
        .doesNotHaveDuplicates();
  }
}

package io.edgesync.mesh.broker;

import static io.edgesync.mesh.broker.Transcripts.HEADERS;
import static io.edgesync.mesh.broker.Transcripts.QUIET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who gets which message: subjects, overlapping subscriptions, queue groups, echo, UNSUB, header blocks, and nobody at all. Of the
 * reference's checklist: 18 to 33.
 */
class ClientDeliveryTest {
  private static final String NO_ECHO = "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false,\"headers\":true,\"no_responders\":true}\r\n";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @AutoClose
  private static Transcripts both;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    both = Transcripts.start(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo..bar", ".foo", "foo.", ".", "..", "foo.>.bar", ">.foo", "foo.>.>"})
  void aBadSubjectIsRefusedAndTheConnectionStays(String subject) throws Exception {
    assertThat(both.same(QUIET + "SUB " + subject + " 1\r\nPING\r\n")).isEqualTo("-ERR 'Invalid Subject'\r\nPONG\r\n");
  }

  @Test
  void wildcardsMatchWholeTokensAndATailAtLeastOne() throws Exception {
    String[] patterns = {"foo", "foo.*", "foo.>", "*", ">", "*.bar", "foo.*.baz", "foo.bar.>", "*.*", "foo*bar",
        "foo.>x", "*a.b"};
    String[] subjects = {"foo", "foo.bar", "foo.bar.baz", "foo.x.baz", "bar", "x.bar", "fooXbar", "foo*bar", "foo.>x",
        "foo.yx",
        "*a.b", "xa.b", "foo.*", "foo.>", "a..b", ".a", "a.", "*", ">"};
    for (String pattern : patterns) {
      var script = new StringBuilder(QUIET).append("SUB ").append(pattern).append(" 1\r\n");
      for (String subject : subjects) {
        script.append("PUB ").append(subject).append(" 1\r\nx\r\n");
      }
      both.same(script + "PING\r\n");
    }
  }

  @Test
  void whatIsPublishedToAnEmptyTokenIsDroppedWithoutAWord() throws Exception {
    assertThat(both.same(QUIET + "SUB > 1\r\nPUB foo..bar 1\r\nx\r\nPUB .a 1\r\nx\r\nPUB a. 1\r\nx\r\nPING\r\n"))
        .isEqualTo("PONG\r\n");
  }

  @Test
  void eachOfOverlappingSubscriptionsGetsACopy() throws Exception {
    String script = QUIET
        + "SUB foo.bar 1\r\nSUB foo.* 2\r\nSUB foo.> 3\r\nSUB > 4\r\nSUB foo.bar 5\r\nPUB foo.bar re 2\r\nhi\r\nPING\r\n";

    String heard = both.same(port -> Transcripts.sorted(Transcripts.converse(port, script)));

    assertThat(heard.split("MSG foo.bar ")).hasSize(6);
  }

  @Test
  void everyGroupGetsOneCopyAndItsMembersTakeTurnsEvenly() throws Exception {
    int port = both.ours().clientAddress().getPort();
    var script = new StringBuilder(QUIET);
    for (int i = 0; i < 4; i++) {
      script.append("SUB foo.* q ").append(i).append("\r\n");
    }
    script.append("SUB foo.bar other 8\r\nSUB foo.bar 9\r\n").append("PUB foo.bar 0\r\n\r\n".repeat(4000));

    int[] counts = counts(Transcripts.converse(port, script + "PING\r\n"));

    assertThat(Arrays.stream(counts, 0, 4).boxed()).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
    assertThat(Arrays.stream(counts, 0, 4).sum()).isEqualTo(4000);
    assertThat(counts[8]).isEqualTo(4000);
    assertThat(counts[9]).isEqualTo(4000);
  }

  @Test
  void oneNameIsOneGroupWhateverThePatternsOfItsMembers() throws Exception {
    String script = QUIET + "SUB foo.* q 0\r\nSUB foo.bar q 1\r\nSUB > q 2\r\n" + "PUB foo.bar 0\r\n\r\n".repeat(3000)
        + "PING\r\n";

    int[] counts = counts(Transcripts.converse(both.ours().clientAddress().getPort(), script));

    assertThat(Arrays.stream(counts).sum()).isEqualTo(3000);
    assertThat(Arrays.stream(counts, 0, 3).boxed()).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
    // The real server gives each message to one of them too, if not as evenly.
    assertThat(both.same(port -> "" + Arrays.stream(counts(Transcripts.converse(port, script))).sum()))
        .isEqualTo("3000");
  }

  @Test
  void aGroupPassesOverMembersThatDoNotWantTheirOwnMessages() throws Exception {
    String heard = both.same(port -> {
      try (Wire other = Transcripts.settled(port, QUIET + "SUB a q 1\r\n");
          Wire self = Transcripts.settled(port, NO_ECHO + "SUB a q 2\r\n")) {
        self.send("PUB a 1\r\nx\r\n".repeat(20) + "PING\r\n");
        String own = Transcripts.heard(self);
        return own + other.bytes("MSG a 1 1\r\nx\r\n".length() * 20);
      }
    });

    assertThat(heard).isEqualTo("PONG\r\n" + "MSG a 1 1\r\nx\r\n".repeat(20));
  }

  /** How many messages each sid got. */
  private static int[] counts(String heard) {
    int[] counts = new int[10];
    for (String line : heard.split("\r\n")) {
      if (line.startsWith("MSG ")) {
        counts[Integer.parseInt(line.split(" ")[2])]++;
      }
    }
    return counts;
  }

  @Test
  void whatOnePublisherSendsStaysInOrderUnderLoad() throws Exception {
    int publishers = 3;
    int messages = 4000;
    int port = both.ours().clientAddress().getPort();
    List<Wire> subscribers = new ArrayList<>();
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 5; i++) {
        subscribers.add(Transcripts.settled(port, QUIET + "SUB load.* 1\r\n"));
      }
      for (int p = 0; p < publishers; p++) {
        String subject = "load." + p;
        tasks.submit(() -> {
          try (Wire wire = Transcripts.settled(port, QUIET)) {
            for (int i = 0; i < messages; i += 100) {
              wire.send(IntStream.range(i, i + 100).mapToObj(n -> "PUB " + subject + " 6\r\n" + (100_000 + n) + "\r\n")
                  .collect(Collectors.joining()));
            }
            wire.send("PING\r\n");
            return Transcripts.heard(wire);
          }
        });
      }
      List<Future<int[]>> heard = new ArrayList<>();
      for (Wire subscriber : subscribers) {
        heard.add(tasks.submit(() -> inOrder(subscriber, publishers, messages)));
      }
      for (Future<int[]> each : heard) {
        assertThat(each.get()).containsOnly(messages);
      }
    } finally {
      for (Wire wire : subscribers) {
        wire.close();
      }
    }
  }

  private static int[] inOrder(Wire subscriber, int publishers, int messages) throws Exception {
    int[] next = new int[publishers];
    for (int i = 0; i < publishers * messages; i++) {
      String line = subscriber.answer();
      int publisher = line.charAt("MSG load.".length()) - '0';
      assertThat(subscriber.line()).isEqualTo((100_000 + next[publisher]++) + "\r\n");
    }
    return next;
  }

  @Test
  void withoutEchoOnlyOnesOwnMessagesAreKeptBack() throws Exception {
    String heard = both.same(port -> {
      try (Wire self = Transcripts.settled(port, NO_ECHO + "SUB a 1\r\n");
          Wire other = Transcripts.settled(port, QUIET + "SUB a 2\r\n")) {
        self.send("PUB a 4\r\nmine\r\nPING\r\n");
        String own = Transcripts.heard(self);
        other.send("PUB a 5\r\nyours\r\nPING\r\n");
        return own + Transcripts.heard(other) + self.linesUntil("yours");
      }
    });

    assertThat(heard).isEqualTo("PONG\r\nMSG a 2 4\r\nmine\r\nMSG a 2 5\r\nyours\r\nPONG\r\nMSG a 1 5\r\nyours\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNSUB 1 2", "UNSUB 1 1\r\nUNSUB 1 3", "UNSUB 1 3\r\nUNSUB 1 1", "UNSUB 1 3\r\nUNSUB 1",
      "UNSUB 1 0",
      "UNSUB 1 x", "UNSUB 1 -1", "UNSUB 1 9999999999", "UNSUB 7", "UNSUB 7 1",
      "PUB a 1\r\na\r\nPUB a 1\r\nb\r\nUNSUB 1 1",
      "PUB a 1\r\na\r\nPUB a 1\r\nb\r\nUNSUB 1 2", "PUB a 1\r\na\r\nUNSUB 1 2", "UNSUB 1 2\r\nSUB a 1",
      "UNSUB 1 1\r\nPUB a 1\r\na\r\nSUB a 1"})
  void unsubCountsFromTheBeginningAndALaterOneCounts(String lines) throws Exception {
    both.same(
        QUIET + "SUB a 1\r\n" + lines + "\r\nPUB a 1\r\n1\r\nPUB a 1\r\n2\r\nPUB a 1\r\n3\r\nPUB a 1\r\n4\r\nPING\r\n");
  }

  @Test
  void theSystemsGroupIsNobodys() throws Exception {
    assertThat(both.same(QUIET + "SUB foo _sys_ 1\r\nPING\r\n")).isEqualTo(
        "-ERR 'Permissions Violation for Subscription to \"foo\" using queue \"_sys_\"'\r\nPONG\r\n");
  }

  @Test
  void aMaximumHoldsForAMemberOfAGroupToo() throws Exception {
    assertThat(both.same(QUIET + "SUB a q 1\r\nUNSUB 1 2\r\n" + "PUB a 1\r\nx\r\n".repeat(5) + "PING\r\n"))
        .isEqualTo("MSG a 1 1\r\nx\r\n".repeat(2) + "PONG\r\n");
  }

  @Test
  void onceASubIsConfirmedByPongAnotherClientsMessageIsDelivered() throws Exception {
    int port = both.ours().clientAddress().getPort();
    try (Wire asking = Transcripts.settled(port, QUIET); Wire telling = Transcripts.settled(port, QUIET)) {
      for (int i = 0; i < 200; i++) {
        asking.send("SUB barrier." + i + " " + i + "\r\nPING\r\n");
        assertThat(Transcripts.heard(asking)).isEqualTo("PONG\r\n");
        telling.send("PUB barrier." + i + " 0\r\n\r\n");
        assertThat(asking.message()).isEqualTo("MSG barrier." + i + " " + i + " 0\r\n\r\n");
      }
    }
  }

  @Test
  void whoeverGoesTakesItsSubscriptionsAlong() throws Exception {
    int port = both.ours().clientAddress().getPort();
    try (Wire asking = Transcripts.settled(port, HEADERS + "SUB inbox 1\r\n")) {
      try (Wire leaving = Transcripts.settled(port, QUIET + "SUB svc 1\r\nSUB svc q 2\r\nSUB svc.> 3\r\n")) {
        asking.send("PUB svc inbox 0\r\n\r\nPING\r\n");
        assertThat(Transcripts.heard(asking)).isEqualTo("PONG\r\n");
        assertThat(leaving.answer()).startsWith("MSG svc ");
      }

      await().atMost(PATIENCE).until(() -> both.ours().router().match("svc").isEmpty()
          && both.ours().router().match("svc.x").isEmpty());
      asking.send("PUB svc inbox 0\r\n\r\n");
      assertThat(asking.answer()).isEqualTo("HMSG inbox 1 16 16\r\n");
    }
  }

  @Test
  void headerBlocksComeThroughWithTheirExactLengths() throws Exception {
    assertThat(both.same(HEADERS + "SUB h 4\r\nHPUB h 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\n"
        + "HPUB h re 17 17\r\nNATS/1.0\r\nA:B\r\n\r\n\r\nHPUB h 0 2\r\nhi\r\nHPUB h 12 12\r\nNATS/1.0\r\n\r\n\r\nPING\r\n"))
        .isEqualTo("HMSG h 4 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\nHMSG h 4 re 17 17\r\nNATS/1.0\r\nA:B\r\n\r\n\r\n"
            + "MSG h 4 2\r\nhi\r\nHMSG h 4 12 12\r\nNATS/1.0\r\n\r\n\r\nPONG\r\n");
  }

  @Test
  void whoTakesNoHeadersGetsTheMessageWithoutThem() throws Exception {
    String heard = both.same(port -> {
      try (Wire plain = Transcripts.settled(port, QUIET + "SUB h 1\r\n");
          Wire sender = Transcripts.settled(port, HEADERS)) {
        sender.send(
            "HPUB h re 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\nHPUB h 17 17\r\nNATS/1.0\r\nA:B\r\n\r\n\r\nPUB h 3\r\nend\r\n");
        return plain.linesUntil("end");
      }
    });

    assertThat(heard).isEqualTo("MSG h 1 re 5\r\nhello\r\nMSG h 1 0\r\n\r\nMSG h 1 3\r\nend\r\n");
  }

  @Test
  void headersThatWereNotNegotiatedEndTheConnection() throws Exception {
    assertThat(both.same(QUIET + "HPUB h 17 22\r\nNATS/1.0\r\nA:B\r\n\r\nhello\r\nPING\r\n")).isEqualTo("(closed)");
  }

  @Test
  void aRequestThatNobodyTakesIsAnsweredByTheStatusInItsWildcardInbox() throws Exception {
    assertThat(both.same(HEADERS + "SUB inbox.x.* 7\r\nPUB nobody inbox.x.1 1\r\nx\r\nPING\r\n"))
        .isEqualTo("HMSG inbox.x.1 7 16 16\r\nNATS/1.0 503\r\n\r\n\r\nPONG\r\n");
    both.same(HEADERS + "SUB in 7\r\nHPUB nobody in 12 13\r\nNATS/1.0\r\n\r\nx\r\nPING\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUB in q 1\r\nPUB nobody in 0\r\n\r\n", "PUB nobody in 0\r\n\r\n",
      "SUB in 1\r\nPUB nobody 0\r\n\r\n",
      "SUB in 1\r\nSUB svc 2\r\nPUB svc in 0\r\n\r\n", "SUB in 1\r\nSUB svc q 2\r\nPUB svc in 0\r\n\r\n",
      "SUB in 1\r\nUNSUB 1\r\nPUB nobody in 0\r\n\r\n",
      "CONNECT {\"no_responders\":false}\r\nSUB in 1\r\nPUB nobody in 0\r\n\r\n",
      "SUB in 1\r\nSUB svc 2\r\nUNSUB 2 1\r\nPUB svc in 0\r\n\r\nPUB svc in 0\r\n\r\n",
      "SUB in 1\r\nUNSUB 1 1\r\nPUB nobody in 0\r\n\r\nPUB nobody in 0\r\n\r\n"})
  void theStatusComesOnlyWhereNobodyTookItAndAPlainSubscriptionOfTheAskerIsThere(String lines) throws Exception {
    both.same(HEADERS + lines + "PING\r\n");
  }

  @Test
  void theStatusGoesToTheAskerOnly() throws Exception {
    String heard = both.same(port -> {
      try (Wire other = Transcripts.settled(port, HEADERS + "SUB in.* 1\r\n");
          Wire asking = Transcripts.settled(port, HEADERS)) {
        asking.send("PUB nobody in.1 0\r\n\r\nPUB in.2 0\r\n\r\nPING\r\n");
        return Transcripts.heard(asking) + other.line();
      }
    });

    assertThat(heard).isEqualTo("PONG\r\nMSG in.2 1 0\r\n");
  }

  @Test
  void whoseOnlyResponderIsItselfWithoutEchoHasNone() throws Exception {
    assertThat(both.same(NO_ECHO + "SUB in 1\r\nSUB svc 2\r\nPUB svc in 1\r\nx\r\nPING\r\n"))
        .isEqualTo("HMSG in 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\nPONG\r\n");
  }
}

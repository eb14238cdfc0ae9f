package io.edgesync.mesh.broker;

import static io.edgesync.mesh.broker.Transcripts.HEADERS;
import static io.edgesync.mesh.broker.Transcripts.QUIET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean harm cost themselves their connection, and a well-behaved one nothing. */
class HostileClientsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int HALF_OPEN = 1500;

  @TempDir
  private Path directory;
  private Broker broker;
  private Wire good;

  @BeforeEach
  void start() throws Exception {
    broker = Broker.start(BrokerOptions.named("attacked").withClientPort(0));
    good = Transcripts.settled(broker.clientAddress().getPort(), QUIET + "SUB a 1\r\n");
  }

  @AfterEach
  void stop() throws Exception {
    good.close();
    broker.close();
  }

  private void theGoodOneIsServed() throws Exception {
    good.send("PUB a 4\r\ngood\r\nPING\r\n");
    assertThat(Transcripts.heard(good)).isEqualTo("MSG a 1 4\r\ngood\r\nPONG\r\n");
  }

  @Test
  void thousandsThatStopInTheMiddleOfALineDoNotKeepOthersOut() throws Exception {
    List<Wire> silent = new ArrayList<>();
    try {
      for (int i = 0; i < HALF_OPEN; i++) {
        var wire = new Wire(broker.clientAddress().getPort());
        silent.add(wire);
        switch (i % 3) {
          case 0 -> wire.send("CONNECT {\"verbose\":fal");
          case 1 -> wire.send("PUB a 1000000\r\nhalf");
          default -> wire.send("S");
        }
      }
      await().atMost(PATIENCE).until(() -> broker.status().clients().size() > HALF_OPEN / 2);
      theGoodOneIsServed();
    } finally {
      for (Wire wire : silent) {
        wire.close();
      }
    }
    await().atMost(PATIENCE).until(() -> broker.status().clients().size() == 1);
    theGoodOneIsServed();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 16 * 1024 - 2, 16 * 1024 - 1, 20_000, 1_000_000})
  void aBodyWithoutItsEndIsNotDeliveredWhateverItsSize(int size) throws Exception {
    for (String end : List.of("xx", "\nx", "\rx", "x\n")) {
      String heard = Transcripts.converse(broker.clientAddress().getPort(),
          QUIET + "PUB a " + size + "\r\n" + "z".repeat(size) + end + "PING\r\n");

      assertThat(heard).isEqualTo("-ERR 'Unknown Protocol Operation'\r\n(closed)");
    }
    theGoodOneIsServed();
  }

  @Test
  void bytesThatAreNoUtf8AreNamesAndSubjectsLikeOthers() throws Exception {
    try (Transcripts both = Transcripts.start(directory)) {
      both.same("CONNECT {\"verbose\":false,\"name\":\"\u00ff\u00fe\u00c0\",\"lang\":\"\u0001\"}\r\nPING\r\n");
      both.same("CONNECT {\"verbose\":false,\"name\":\"\u00ff\u00fe\u00c0\"}\r\nPING\r\n");
      both.same(QUIET
          + "SUB \u00ff.\u00c0\u00af \u0001 \u00fe\r\nPUB \u00ff.\u00c0\u00af \u0080 2\r\n\u00ff\u00fe\r\nPING\r\n");
      both.same(QUIET + "SUB \u0000 1\r\nPUB \u0000 1\r\n\u0000\r\nPING\r\n");
    }
    theGoodOneIsServed();
  }

  @Test
  void whatWasAskedBeforeAMistakeIsAnsweredFirst() throws Exception {
    try (Transcripts both = Transcripts.start(directory)) {
      assertThat(both.same(port -> {
        try (Wire wire = Transcripts.settled(port, HEADERS + "SUB a 1\r\n")) {
          wire.send("PUB a 1\r\nx\r\nPUB b oops\r\nPUB a 1\r\ny\r\n");
          return wire.rest();
        }
      })).isEqualTo("MSG a 1 1\r\nx\r\n");
    }
  }

  @Test
  void aMalformedHeaderBlockGoesToNobody() throws Exception {
    assertThat(Transcripts.converse(broker.clientAddress().getPort(), HEADERS + "HPUB a 5 5\r\nhello\r\nPING\r\n"))
        .isEqualTo("(closed)");
    theGoodOneIsServed();
  }
}

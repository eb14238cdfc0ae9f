package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.SyncClock;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.envelope.XferBody;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusedNamesTest extends TextRounds {

  private static final String PUSH = VERSION + "push " + SC + " " + PC + "\n";

  private long nowNanos;
  private final RefusedNames refused = new RefusedNames(new SyncClock() {
    @Override
    public Instant now() {
      return Instant.EPOCH.plusNanos(nowNanos);
    }

    @Override
    public long nanoTime() {
      return nowNanos;
    }
  });

  @Test
  void whatOneSaysIsTooLargeIsAskedOfAnother() throws Exception {
    Peer small = Peer.taking(3, 1000);
    Answerer answerer = small.answerer();
    String name = "a".repeat(64);
    String claim = PUSH + "file " + name + " 2000\n" + "x".repeat(2000);

    assertThat(from(answerer, "10.0.0.1", claim)).anyMatch(line -> line.startsWith("message ") && line.contains(name));
    assertThat(from(answerer, "10.0.0.1", PUSH + "igot " + name + "\n")).doesNotContain("gimme " + name);
    assertThat(from(answerer, "10.0.0.2", PUSH + "igot " + name + "\n")).contains("gimme " + name);
  }

  private List<String> from(Answerer answerer, String address, String request) throws Exception {
    try (var body = XferBody.receive(new ByteArrayInputStream(request.getBytes(StandardCharsets.ISO_8859_1)),
        BodyForm.PLAIN, null, CardLimits.DEFAULT.withPayloadBytesMax(1000), peer.budget)) {
      return text(answerer.answer(Asked.of(round("r" + address.replace(".", "") + request.length()), body, address)))
          .lines().toList();
    }
  }

  @Test
  void whoHasMostGivesWay() {
    refused.add("honest", Map.of(hash(0), "too large"));
    for (int i = 1; i <= 9000; i++) {
      refused.add("liar", Map.of(hash(i), "too large"));
    }

    assertThat(refused.reasons("honest")).containsOnlyKeys(hash(0));
    assertThat(refused.reasons("liar")).hasSize(4999).containsKey(hash(9000)).doesNotContainKey(hash(4001));
  }

  @Test
  void whoProvesNothingGivesWayToWhoHasALogin() {
    refused.add("honest", Map.of(hash(0), "too large", hash(1), "too large"));
    for (int i = 2; i <= 6000; i++) {
      refused.add("nobody 2001:db8::" + i, Map.of(hash(i), "too large"));
    }

    assertThat(refused.reasons("honest")).hasSize(2);
  }

  @Test
  void whatWasTooLargeIsAskedForAfterAnHour() {
    refused.add("a", Map.of(hash(1), "too large"));
    nowNanos += Duration.ofMinutes(61).toNanos();
    assertThat(refused.reasons("a")).isEmpty();
  }

  private static Hash hash(int number) {
    return new Hash(String.format("%064x", number));
  }
}

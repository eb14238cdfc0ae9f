package io.edgesync.sync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.testing.Allocation;
import io.edgesync.xfer.testing.SeededRandom;
import java.util.Arrays;
import java.util.HashSet;

/**
 * Any bytes as what a peer says about ranges, on either side. Ordinary builds run the inputs kept beside this class; {@code ops/fuzz messages} looks
 * for new ones.
 */
class RangeFuzzTest {

  private static final int NAMES = 300;
  /** A list of one byte a cell of six, and of a few objects each; twice, since it is read and answered. */
  private static final long BYTES_PER_BYTE = 200;
  private static final long SLACK_BYTES = 4 << 20;

  private static final PublicNames NAMES_HELD = held();

  private static PublicNames held() {
    var random = new SeededRandom(7);
    var names = new NamesInMemory(new Fingerprint());
    for (int i = 0; i < NAMES; i++) {
      names.add(random.hash());
    }
    for (int i = 0; i < NAMES / 10; i++) {
      names.knowsOf(random.hash());
    }
    return names.set();
  }

  /** The first byte says who has begun and which way names go. */
  @FuzzTest
  void anyBytesAreAMessageOrNoneAndItsAnswerIsOne(byte[] input) {
    if (input.length == 0) {
      return;
    }
    read(input);
    assertThat(Allocation.bytes(() -> read(input))).isLessThan(SLACK_BYTES + BYTES_PER_BYTE * input.length);
  }

  private static void read(byte[] input) {
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    RangeMessage message;
    try {
      message = RangeMessage.parse(bytes);
    } catch (ReconcileException refused) {
      assertThat(refused).hasMessageStartingWith("ranges: expected ");
      return;
    }
    Reconciliation.Step step = Reconciliation.answer(message, NAMES_HELD.view(), (input[0] & 1) != 0,
        (input[0] & 2) != 0, (input[0] & 4) != 0);
    byte[] answer = step.reply().encode();
    try {
      assertThat(RangeMessage.parse(message.encode())).isEqualTo(message);
      assertThat(RangeMessage.parse(answer)).as("what we say others understand").isEqualTo(step.reply());
    } catch (ReconcileException e) {
      throw new AssertionError(e);
    }
    assertThat(new HashSet<>(step.given())).as("what is given is given once").hasSameSizeAs(step.given());
    assertThat(step.given()).hasSizeLessThanOrEqualTo(NAMES);
  }
}

package io.edgesync.xfer.delta;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgesync.xfer.testing.Allocation;
import java.util.Arrays;

/**
 * Any bytes as a delta, and any bytes as a pair to make one of. Ordinary builds run the inputs kept beside this class; {@code ops/fuzz
 * delta} looks for new ones.
 */
class DeltaFuzzTest {

  private static final int TARGET_BYTES_MAX = 1 << 16;
  /** What exceptions and the fuzzer's hooks take besides. */
  private static final long SLACK_BYTES = 1 << 18;

  /** The first byte says how many of the next are the source, in sixteenths of the whole; the rest is the delta. */
  @FuzzTest
  void applyGivesATargetWithinItsBoundOrSaysWhyNot(byte[] input) {
    int split = split(input);
    byte[] source = Arrays.copyOfRange(input, Math.min(1, input.length), split);
    byte[] delta = Arrays.copyOfRange(input, split, input.length);

    try {
      byte[] target = Delta.apply(source, delta, TARGET_BYTES_MAX);
      assertThat(target.length).isEqualTo(Delta.targetBytes(delta)).isLessThanOrEqualTo(TARGET_BYTES_MAX);
    } catch (DeltaException refused) {
      assertThat(refused).hasMessageStartingWith("delta: ");
    }
    assertThat(Allocation.bytes(() -> ignoringRefusal(source, delta)))
        .isLessThan(TARGET_BYTES_MAX + SLACK_BYTES);
  }

  private static void ignoringRefusal(byte[] source, byte[] delta) {
    try {
      Delta.apply(source, delta, TARGET_BYTES_MAX);
    } catch (DeltaException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
  }

  /** The same division: source and target. */
  @FuzzTest
  void aCreatedDeltaGivesItsTarget(byte[] input) throws DeltaException {
    int split = split(input);
    byte[] source = Arrays.copyOfRange(input, Math.min(1, input.length), split);
    byte[] target = Arrays.copyOfRange(input, split, input.length);

    byte[] delta = Delta.create(source, target);

    assertThat(Delta.targetBytes(delta)).isEqualTo(target.length);
    assertThat(Delta.apply(source, delta, target.length)).isEqualTo(target);
    assertThat(delta.length).isLessThanOrEqualTo(target.length + 32);
  }

  private static int split(byte[] input) {
    return input.length == 0 ? 0 : 1 + (input.length - 1) * (input[0] & 15) / 15;
  }
}

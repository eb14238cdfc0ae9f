package io.edgesync.repository.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgesync.xfer.testing.Allocation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Any bytes as an artifact, as they are and with a correct Z-card below. Ordinary builds run the inputs kept beside this class; {@code
 * ops/fuzz manifest} looks for new ones.
 */
class ArtifactFuzzTest {

  /** The costliest card is a file name of one letter; escapes copy the text once. */
  private static final long BYTES_PER_BYTE = 400;
  /** What the fuzzer's hooks take besides. */
  private static final long SLACK_BYTES = 1 << 20;

  @FuzzTest
  void anyBytesAreAnArtifactOrNone(byte[] input) {
    byte[] text = input.length > 0 && input[input.length - 1] != '\n' ? with(input, "\n") : input;
    byte[] sealed = with(text, "Z " + Cards.md5(text) + "\n");

    check(input);
    check(sealed);
    assertThat(Allocation.bytes(() -> ArtifactParser.parse(sealed)))
        .isLessThan(BYTES_PER_BYTE * sealed.length + SLACK_BYTES);
  }

  private static void check(byte[] text) {
    byte[] before = text.clone();
    Artifact artifact = ArtifactParser.parseOrNull(text);
    assertThat(text).as("the parser's input").isEqualTo(before);
    try {
      assertThat(ArtifactParser.explain(text).getClass()).isEqualTo(artifact == null ? null : artifact.getClass());
    } catch (MalformedArtifactException refused) {
      assertThat(artifact).isNull();
    }
    if (artifact != null) {
      byte[] written = ArtifactText.of(artifact);
      Artifact again = ArtifactParser.parseOrNull(written);
      assertThat(again).as("what is read again").isNotNull();
      assertThat(ArtifactText.of(again)).isEqualTo(written);
    }
  }

  private static byte[] with(byte[] text, String tail) {
    byte[] all = Arrays.copyOf(text, text.length + tail.length());
    System.arraycopy(tail.getBytes(StandardCharsets.US_ASCII), 0, all, text.length, tail.length());
    return all;
  }
}

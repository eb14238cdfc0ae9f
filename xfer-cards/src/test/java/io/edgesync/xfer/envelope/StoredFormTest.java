package io.edgesync.xfer.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.xfer.testing.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class StoredFormTest {

  @Test
  void theEmptyArtifactTakesTwelveBytes() throws Exception {
    byte[] framed = HexFormat.of().parseHex("00000000789c030000000001");

    assertThat(StoredForm.compress(new byte[0])).isEqualTo(framed);
    assertThat(StoredForm.expand(framed, 0)).isEmpty();
  }

  @Test
  void expandingUndoesCompressing() {
    try (StoredForm form = new StoredForm()) {
      SeededRandom.forAll(200, random -> {
        byte[] content = random.chance(0.5) ? random.bytes(random.below(20_000)) : new byte[random.below(2_000_000)];

        byte[] framed = form.frame(content, 0, content.length);

        assertThat(framed).isEqualTo(StoredForm.compress(content));
        assertThat(form.unframe(framed, 0, framed.length, content.length)).isEqualTo(content);
        assertThat(StoredForm.expand(Arrays.copyOf(framed, framed.length + 3), content.length)).isEqualTo(content);
      });
    }
  }

  @Test
  void expandsIntoALongerArrayThatHeldSomethingElse() throws Exception {
    byte[] content = "one two three".repeat(50).getBytes(StandardCharsets.UTF_8);
    byte[] framed = StoredForm.compress(content);
    byte[] room = new byte[1000];
    Arrays.fill(room, (byte) 7);
    try (StoredForm form = new StoredForm()) {
      assertThat(form.unframe(framed, 0, framed.length, 1000, size -> room)).isSameAs(room);
      assertThat(Arrays.copyOf(room, content.length)).isEqualTo(content);
      assertThat(room[content.length]).isEqualTo((byte) 7);

      framed[3]--;
      assertThatThrownBy(() -> form.unframe(framed, 0, framed.length, 1000, size -> room))
          .hasMessageContaining("got more");
    }
  }

  @Test
  void aSizeThatLiesIsRefused() {
    byte[] framed = StoredForm.compress(new byte[1000]);
    framed[3]++;
    assertRefused(framed, "expected 1001 bytes after inflating, got 1000");
    framed[3] -= 2;
    assertRefused(framed, "expected 999 bytes after inflating, got more");
    framed[0] = 0x7f;
    assertRefused(framed, "announces");
    assertThatThrownBy(() -> StoredForm.expand(framed, 500)).hasMessageContaining("at most 500");
  }

  @Test
  void aDamagedStreamIsRefused() {
    byte[] framed = StoredForm.compress(new byte[1000]);
    assertRefused(Arrays.copyOf(framed, framed.length - 1), "without its checksum");
    assertRefused(Arrays.copyOf(framed, 3), "at least 4 bytes");
    assertRefused(new byte[]{0, 0, 0, 1, 1, 2, 3}, "not a zlib stream");
  }

  private static void assertRefused(byte[] framed, String why) {
    assertThatThrownBy(() -> StoredForm.expand(framed, Integer.MAX_VALUE)).isInstanceOf(FramingException.class)
        .hasMessageContaining(why);
  }
}

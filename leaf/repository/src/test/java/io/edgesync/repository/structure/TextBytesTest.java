package io.edgesync.repository.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextBytesTest {

  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @CsvSource({
      "61e962, a\udce9b", // Latin-1
      "c3a9c3, é\udcc3", // cut in the middle of a character
      "eda0bdedb880, \udced\udca0\udcbd\udced\udcb8\udc80", // surrogates one by one
      "edb3a9, \udced\udcb3\udca9", // what a careless encoder would make of U+DCE9
      "c080, \udcc0\udc80", "e080af, \udce0\udc80\udcaf", // overlong
      "f5808080, \udcf5\udc80\udc80\udc80", // beyond U+10FFFF
      "f09f988080, \ud83d\ude00\udc80", "efbfbd, \ufffd"
  })
  void bytesThatAreNotUtf8BecomeOneUnpairedSurrogateEach(String bytes, String text) {
    assertThat(TextBytes.decode(HEX.parseHex(bytes))).isEqualTo(text);
    assertThat(HEX.formatHex(TextBytes.encode(text))).isEqualTo(bytes);
  }

  @Test
  void anyBytesComeBack() {
    SeededRandom.forAll(5_000, random -> {
      byte[] bytes = mixed(random);
      String text = TextBytes.decode(bytes);

      assertThat(TextBytes.encode(text)).isEqualTo(bytes);
      boolean valid = Arrays.equals(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
      assertThat(TextBytes.isUtf8(text)).isEqualTo(valid);
      assertThat(TextBytes.printable(text).equals(text)).isEqualTo(valid);
      assertThat(TextBytes.isUtf8(TextBytes.printable(text))).isTrue();
    });
  }

  @Test
  void textForPeopleShowsEachLostByteOnce() {
    assertThat(TextBytes.printable("na\udcefve \ud83d\ude00")).isEqualTo("na\ufffdve \ud83d\ude00");
  }

  /** Valid characters of all lengths, and bytes of the kinds that begin, go on, or never occur. */
  private static byte[] mixed(SeededRandom random) {
    StringBuilder hex = new StringBuilder();
    for (int i = random.below(12); i > 0; i--) {
      hex.append(random.oneOf(List.of("41", "c3a9", "e282ac", "f09f9880", "80", "bf", "c3", "e2", "e282", "ed",
          "eda080", "f0", "f09f98", "c0", "ff", "fe", "f4", "00")));
    }
    return HEX.parseHex(hex);
  }
}

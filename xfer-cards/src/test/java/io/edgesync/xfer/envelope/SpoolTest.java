package io.edgesync.xfer.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

final class SpoolTest {

  @Test
  void itReadsBackWhatWasWrittenWhereverItLies() {
    SeededRandom.forAll(50, random -> {
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      try (Spool spool = new Spool(5000)) {
        for (int i = random.below(20); i > 0; i--) {
          byte[] piece = random.bytes(random.below(1000));
          expected.writeBytes(piece);
          spool.write(piece);
        }

        assertThat(spool.size()).isEqualTo(expected.size());
        assertThat(spool.isInFile()).isEqualTo(expected.size() > 5000);
        assertThat(spool.open().readAllBytes()).isEqualTo(expected.toByteArray());
        int from = random.below(expected.size() + 1);
        assertThat(spool.open(from).readAllBytes()).hasSize(expected.size() - from);
      }
    });
  }
}

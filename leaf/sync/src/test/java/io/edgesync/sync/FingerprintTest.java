package io.edgesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  @Test
  void theSameSetHasTheSameDigestInWhateverOrder() {
    List<Hash> names = names(1000);
    Fingerprint forward = new Fingerprint();
    names.forEach(forward::add);
    Collections.shuffle(names, new Random(2));
    Fingerprint shuffled = new Fingerprint();
    names.forEach(shuffled::add);

    assertThat(shuffled.digest()).isEqualTo(forward.digest()).matches("[0-9a-f]{32}");
    assertThat(forward.count()).isEqualTo(1000);
  }

  @Test
  void removingUndoesAdding() {
    Fingerprint fingerprint = new Fingerprint();
    String empty = fingerprint.digest();
    List<Hash> names = names(100);
    names.forEach(fingerprint::add);
    String full = fingerprint.digest();
    Hash extra = new Hash("f".repeat(64));
    fingerprint.add(extra);

    assertThat(fingerprint.digest()).isNotEqualTo(full);
    fingerprint.remove(extra);
    assertThat(fingerprint.digest()).isEqualTo(full);
    names.forEach(fingerprint::remove);
    assertThat(fingerprint.digest()).isEqualTo(empty);
  }

  private static List<Hash> names(int count) {
    Random random = new Random(1);
    List<Hash> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[i % 2 == 0 ? 20 : 32];
      random.nextBytes(bytes);
      names.add(new Hash(java.util.HexFormat.of().formatHex(bytes)));
    }
    return names;
  }
}

package io.edgesync.sync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BucketTest {

  private static final int NUMBER = 0xab;

  @Test
  void namesThatCameLaterAreWhereTheyWouldBeHadTheyBeenThereAtFirst() {
    SeededRandom.forAll(200, random -> {
      List<Hash> all = List.copyOf(names(random, 1 + random.below(60)));
      List<Hash> first = all.stream().filter(name -> random.chance(0.6)).toList();
      List<Hash> later = new ArrayList<>(all);
      later.removeAll(first);
      long salt = random.below(3);
      Bucket expected = bucket(all);
      // It may have been read when some of what came later was there.
      Bucket bucket = new Bucket(state(first),
          all.stream().filter(name -> first.contains(name) || random.chance(0.3)).toList());
      if (random.chance(0.7)) {
        bucket.ids(salt);
      }

      Bucket grown = bucket.with(NUMBER, later);

      assertThat(grown.isWhat(state(all))).isTrue();
      assertThat(grown.size()).isEqualTo(all.size());
      assertThat(grown.ids(salt)).isEqualTo(expected.ids(salt));
      for (int i = 0; i < all.size(); i++) {
        assertThat(grown.name(i)).isEqualTo(all.get(i));
        assertThat(grown.key(i)).isEqualTo(expected.key(i));
      }
    });
  }

  private static Bucket bucket(List<Hash> names) {
    return new Bucket(state(names), names);
  }

  private static ByteBuffer state(List<Hash> names) {
    return Fingerprint.with(new Fingerprint().bucket(NUMBER), NUMBER, names);
  }

  /** Of both lengths, some alike in many digits, in order. */
  private static Set<Hash> names(SeededRandom random, int count) {
    Set<Hash> names = new TreeSet<>();
    while (names.size() < count) {
      byte[] bytes = random.bytes(random.chance(0.5) ? 20 : 32);
      bytes[0] = (byte) NUMBER;
      for (int i = 1; random.chance(0.8) && i < 16; i++) {
        bytes[i] = 0;
      }
      names.add(new Hash(HexFormat.of().formatHex(bytes)));
    }
    return names;
  }
}

package io.edgesync.sync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
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
      Bucket expected = new Bucket(state(all), salt, all);
      // It may have been read when some of what came later was there.
      Bucket bucket = new Bucket(state(first), salt,
          all.stream().filter(name -> first.contains(name) || random.chance(0.3)).toList());

      Bucket grown = bucket.with(NUMBER, later);

      assertThat(grown.isWhat(state(all))).isTrue();
      assertThat(grown.isOf(salt)).isTrue();
      assertSame(grown, expected);
    });
  }

  @Test
  void aFingerprintRemembersWhatIsReadOtherwise() {
    SeededRandom.forAll(200, random -> {
      List<Hash> names = new ArrayList<>(names(random, 1 + random.below(60)));
      Fingerprint fingerprint = Fingerprint.remembering();
      Collections.shuffle(names, new Random(random.seed()));
      names.forEach(fingerprint::add);
      List<Hash> gone = names.stream().filter(name -> random.chance(0.4)).toList();
      gone.forEach(fingerprint::remove);
      names.removeAll(gone);
      names.sort(null);

      Fingerprint.Names remembered = fingerprint.names(NUMBER);

      assertThat(remembered).isNotNull();
      assertSame(new Bucket(remembered), new Bucket(fingerprint.bucket(NUMBER), 0, names));
    });
  }

  @Test
  void aFingerprintThatWasToldOfANameTwiceRemembersNothing() {
    Fingerprint fingerprint = Fingerprint.remembering();
    Hash name = new Hash("ab".repeat(20));
    fingerprint.add(name);
    fingerprint.add(name);
    fingerprint.remove(name);

    assertThat(fingerprint.names(NUMBER)).isNull();
    assertThat(fingerprint.count(NUMBER)).isEqualTo(1);
  }

  private static void assertSame(Bucket bucket, Bucket expected) {
    assertThat(bucket.size()).isEqualTo(expected.size());
    for (int i = 0; i < bucket.size(); i++) {
      assertThat(bucket.key(i)).isEqualTo(expected.key(i));
    }
    assertThat(ids(bucket)).isEqualTo(ids(expected));
  }

  /** Names that are alike in so many bits are in any order. */
  private static List<String> ids(Bucket bucket) {
    return IntStream.range(0, bucket.size()).mapToObj(i -> bucket.key(i) + " " + bucket.id(i)).sorted().toList();
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

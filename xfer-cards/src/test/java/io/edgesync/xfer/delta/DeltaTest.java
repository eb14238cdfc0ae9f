package io.edgesync.xfer.delta;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.xfer.testing.FossilProcess;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeltaTest {

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  @Test
  void appliesIntoALongerArrayThatHeldSomethingElse() throws Exception {
    byte[] source = "one two three".repeat(50).getBytes(ISO_8859_1);
    byte[] target = ("zero " + "one two three".repeat(40) + " four").getBytes(ISO_8859_1);
    byte[] delta = Delta.create(source, target);
    byte[] room = new byte[1000];
    Arrays.fill(room, (byte) 7);

    assertThat(Delta.apply(source, 0, source.length, delta, 0, delta.length, 1000, size -> room)).isSameAs(room);
    assertThat(Arrays.copyOf(room, target.length)).isEqualTo(target);
    assertThat(room[target.length]).isEqualTo((byte) 7);
  }

  @Test
  void theKnownDeltas() throws Exception {
    assertThat(create(LETTERS, LETTERS)).isEqualTo("_\n_@0,1bRnpo;");
    assertThat(create("", "")).isEqualTo("0\n0:0;");
    assertThat(create("12345678901234567", "")).isEqualTo("0\n0;");
  }

  @Test
  void applyingUndoesCreating() {
    SeededRandom.forAll(2000, random -> {
      byte[] source = RandomPair.source(random, 3000);
      byte[] target = RandomPair.edited(source, random);

      byte[] delta = Delta.create(source, target);

      assertThat(Delta.targetBytes(delta)).isEqualTo(target.length);
      assertThat(Delta.apply(source, delta)).isEqualTo(target);
    });
  }

  @Test
  void partsOfArraysGiveTheSameDeltaAsWholeOnes() {
    SeededRandom.forAll(200, random -> {
      byte[] source = RandomPair.source(random, 3000);
      byte[] target = RandomPair.edited(source, random);
      byte[] padded = padded(source);

      byte[] delta = Delta.create(padded, 7, source.length, padded(target), 7, target.length);

      assertThat(delta).isEqualTo(Delta.create(source, target));
      assertThat(Delta.apply(padded, 7, source.length, padded(delta), 7, delta.length, target.length))
          .isEqualTo(target);
    });
  }

  /** Each pair is a run of the binary: few here; {@code -Dcases=N} for more. */
  @Test
  void everyDeltaIsTheOneThatFossilMakes(@TempDir Path directory) {
    FossilProcess fossil = FossilProcess.in(directory);
    Path sourceFile = directory.resolve("source");
    Path targetFile = directory.resolve("target");
    Path deltaFile = directory.resolve("delta");

    SeededRandom.forAll(Integer.getInteger("cases", 150), random -> {
      byte[] source = RandomPair.source(random, random.chance(0.1) ? 200_000 : 2000);
      byte[] target = RandomPair.edited(source, random);
      Files.write(sourceFile, source);
      Files.write(targetFile, target);
      fossil.ok(directory, "test-delta-create", sourceFile.toString(), targetFile.toString(), deltaFile.toString());

      assertThat(Delta.create(source, target)).isEqualTo(Files.readAllBytes(deltaFile));
    });
  }

  @Test
  void deltasBetweenRealSourcesAreFossilsToo(@TempDir Path directory) throws Exception {
    FossilProcess fossil = FossilProcess.in(directory);
    try (Stream<Path> files = Files.list(Path.of("src/main/java/io/edgesync/xfer/card"))) {
      List<Path> sources = files.sorted().limit(16).map(Path::toAbsolutePath).toList();
      for (int i = 1; i < sources.size(); i++) {
        Path source = sources.get(i - 1);
        Path target = sources.get(i);
        fossil.ok(directory, "test-delta-create", source.toString(), target.toString(), "delta");

        assertThat(Delta.create(Files.readAllBytes(source), Files.readAllBytes(target))).as(target.toString())
            .isEqualTo(Files.readAllBytes(directory.resolve("delta")));
      }
    }
  }

  @Test
  void fossilAppliesOurDeltas(@TempDir Path directory) {
    FossilProcess fossil = FossilProcess.in(directory);

    SeededRandom.forAll(10, random -> {
      byte[] source = RandomPair.source(random, 20_000);
      byte[] target = RandomPair.edited(source, random);
      Files.write(directory.resolve("source"), source);
      Files.write(directory.resolve("delta"), Delta.create(source, target));
      fossil.ok(directory, "test-delta-apply", "source", "delta", "target");

      assertThat(Files.readAllBytes(directory.resolve("target"))).isEqualTo(target);
    });
  }

  @Test
  void aPairOfTenMegabytesTakesAMomentOnly(@TempDir Path directory) throws Exception {
    SeededRandom random = new SeededRandom(42);
    byte[] source = random.bytes(10_000_000);
    byte[] target = source.clone();
    for (int i = 0; i < target.length; i += 50_000) {
      target[i]++;
    }

    long begin = System.nanoTime();
    byte[] delta = Delta.create(source, target);
    long millis = (System.nanoTime() - begin) / 1_000_000;

    assertThat(delta).hasSizeLessThan(10_000);
    assertThat(Delta.apply(source, delta)).isEqualTo(target);
    assertThat(millis).as("milliseconds, with room for a busy machine").isLessThan(5_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "5", "5\n", "5\n5:abc", "5\n5:abcde", "5\n6:abcdef0;", "5\n5@W,0;", "5\n5@0;",
      "5\n5#abcde0;",
      "5\n4:abcd0;", "5\n5:abcde0;", "\n0;", "5\n:0;", "~~~~~~~\n0;", "4\n2@0,~~~~~~@0,0;", "5\n5@~~~~~~~,0;"})
  void bytesThatAreNoDeltaOfThisSourceAreRefused(String delta) {
    byte[] source = LETTERS.substring(0, 32).getBytes(ISO_8859_1);

    assertThatThrownBy(() -> Delta.apply(source, delta.getBytes(ISO_8859_1))).isInstanceOf(DeltaException.class);
  }

  @Test
  void aDamagedDeltaIsRefusedOrGivesTheTarget() {
    SeededRandom.forAll(2000, random -> {
      byte[] source = RandomPair.source(random, 500);
      byte[] target = RandomPair.edited(source, random);
      byte[] delta = Delta.create(source, target);
      delta[random.below(delta.length)] ^= (byte) (1 << random.below(8));
      try {
        Delta.apply(source, delta, target.length + 64);
      } catch (DeltaException e) {
        assertThat(e).hasMessageStartingWith("delta: ");
      }
    });
  }

  @Test
  void aTargetAboveTheLimitIsRefusedBeforeItIsAllocated() {
    byte[] delta = "1~~~~~\n0;".getBytes(ISO_8859_1);

    assertThatThrownBy(() -> Delta.apply(new byte[0], delta, 1000)).isInstanceOf(DeltaException.class)
        .hasMessageContaining("announces 2147483647 bytes, at most 1000 are taken");
  }

  @Test
  void bytesAfterTheEndAreIgnored() throws Exception {
    byte[] delta = Arrays.copyOf("_\n_@0,1bRnpo;".getBytes(ISO_8859_1), 40);

    assertThat(Delta.apply(LETTERS.getBytes(ISO_8859_1), delta)).isEqualTo(LETTERS.getBytes(ISO_8859_1));
  }

  private static byte[] padded(byte[] bytes) {
    byte[] padded = new byte[bytes.length + 20];
    Arrays.fill(padded, (byte) '@');
    System.arraycopy(bytes, 0, padded, 7, bytes.length);
    return padded;
  }

  private static String create(String source, String target) {
    return new String(Delta.create(source.getBytes(ISO_8859_1), target.getBytes(ISO_8859_1)), ISO_8859_1);
  }
}

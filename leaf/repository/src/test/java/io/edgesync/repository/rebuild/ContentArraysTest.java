package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import org.junit.jupiter.api.Test;

final class ContentArraysTest {

  @Test
  void anArrayIsUsedAgainWhenItsLastHolderHasReleasedIt() {
    ContentArrays arrays = ContentArrays.reused(1 << 20);
    byte[] array = arrays.take(5000);
    Expansion content = new Expansion(array, 5000, arrays);

    content.hold();
    content.release();
    assertThat(arrays.take(5000)).isNotSameAs(array);

    content.release();
    assertThat(arrays.take(4900)).isSameAs(array);
    assertThat(arrays.take(4900)).isNotSameAs(array);
  }

  @Test
  void anArrayIsLongEnoughAndNeverTwiceWhatIsAskedFor() {
    ContentArrays arrays = ContentArrays.reused(1 << 20);
    SeededRandom.forAll(2000, random -> {
      int length = random.below(300_000);

      byte[] array = arrays.take(length);

      assertThat(array.length).isBetween(length, Math.max(2048, 2 * length));
      if (random.chance(0.8)) {
        arrays.giveBack(array);
      }
    });
  }

  @Test
  void whatIsLargerThanAFewOfWhichWouldFitIsNotKept() {
    ContentArrays arrays = ContentArrays.reused(100_000);
    byte[] large = arrays.take(60_000);

    arrays.giveBack(large);

    assertThat(large).hasSize(60_000);
    assertThat(arrays.take(60_000)).isNotSameAs(large);
  }

  @Test
  void newArraysHaveTheLengthAskedForAndAreUsedOnce() {
    byte[] array = ContentArrays.NEW.take(5000);

    ContentArrays.NEW.giveBack(array);

    assertThat(array).hasSize(5000);
    assertThat(ContentArrays.NEW.take(5000)).isNotSameAs(array);
  }

  @Test
  void exactContentIsCopiedOutOfALongerArray() {
    byte[] array = {1, 2, 3, 4};

    assertThat(new Expansion(array, 3, ContentArrays.NEW).exact()).containsExactly(1, 2, 3);
    assertThat(new Expansion(array, 4, ContentArrays.NEW).exact()).isSameAs(array);
  }
}

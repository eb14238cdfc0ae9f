package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.crosslink.TagRow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TagMemoryTest {

  private final TagMemory memory = new TagMemory((rid, tagId, value) -> {});

  private static TagRow row(int tagId, String value) {
    return new TagRow(tagId, 1, 7, 5, value, 1.0, 5);
  }

  @Test
  void tagsAreKeptInTheirOrderWhateverCameFirst() {
    for (int tagId : new int[]{9, 3, 12, 8, 1}) {
      memory.put(row(tagId, "old"));
    }
    memory.put(row(8, "new"));
    memory.remove(5, 3);
    memory.remove(5, 4);

    assertThat(memory.all(5)).extracting(TagRow::tagId).containsExactly(1, 8, 9, 12);
    assertThat(memory.find(5, 8)).isEqualTo(row(8, "new"));
    assertThat(memory.find(5, 3)).isNull();
    assertThat(memory.find(6, 8)).isNull();
  }

  /** One by one, half a million squared takes minutes. */
  @Test
  @Timeout(30)
  void oneArtifactMayHaveHalfAMillionTags() {
    int count = 500_000;
    IntStream.range(1, count).forEach(tagId -> {
      if (memory.find(5, tagId) == null) {
        memory.put(row(tagId, "v"));
      }
    });

    assertThat(memory.all(5)).hasSize(count - 1);
  }
}

package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class RepositoryOptionsTest {

  /** Of {@code -Xmx256m}, the serial collector keeps one survivor space for itself. */
  private static final long DOCUMENTED_HEAP = (256L << 20) - 8_912_896;

  @Test
  void theDocumentedHeapTakesTheDocumentedArtifact() {
    RepositoryOptions options = RepositoryOptions.forHeap(DOCUMENTED_HEAP, InstantSource.system());

    assertThat(options.artifactBytesMax()).isBetween(64L << 20, 65L << 20);
  }
}

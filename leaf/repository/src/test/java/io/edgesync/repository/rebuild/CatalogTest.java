package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CatalogTest {

  @Test
  void whatComesFirstIsKnownOnceItIsSorted() {
    Catalog catalog = new Catalog(2);

    assertThatThrownBy(() -> catalog.isBefore(1, 0)).isInstanceOf(IllegalStateException.class);
    catalog.sort(new int[]{7, 3});
    assertThat(catalog.isBefore(1, 0)).isTrue();
    assertThat(catalog.isBefore(0, 1)).isFalse();
  }
}

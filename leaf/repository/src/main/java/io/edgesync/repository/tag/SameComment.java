package io.edgesync.repository.tag;

import io.edgesync.repository.structure.Trimmed;
import org.jspecify.annotations.Nullable;

/** Whether two comments say the same: white space around them, and how lines end, does not count. */
final class SameComment {

  private SameComment() {}

  static boolean test(@Nullable String a, @Nullable String b) {
    return normal(a).equals(normal(b));
  }

  private static String normal(@Nullable String comment) {
    return comment == null ? "" : Trimmed.of(comment).replace("\r\n", "\n");
  }
}

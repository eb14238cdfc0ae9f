package io.edgesync.ops.leaves;

import java.util.List;
import java.util.Map;

/** What came of a trial. */
interface Report {

  /** The promises that were not kept. */
  List<String> failures();

  default boolean isSound() {
    return failures().isEmpty();
  }

  Map<String, Object> json();

  String text();
}

package io.edgesync.sync.answer;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;

/** Hears of what rounds brought, on the thread that answers. */
@FunctionalInterface
public interface AnswerListener {

  AnswerListener SILENT = (asked, names) -> {};

  /** Public, complete artifacts are visible that were not before. */
  void stored(Asked asked, List<Hash> names);

  /** A node, by what it says of itself or has proven, may not read what it asked for. */
  default void turnedAway(String node) {}
}

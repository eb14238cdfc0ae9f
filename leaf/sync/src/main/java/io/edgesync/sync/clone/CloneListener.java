package io.edgesync.sync.clone;

import io.edgesync.sync.session.Traffic;

/** Hears of a clone's progress, on the clone's thread. */
public interface CloneListener {

  CloneListener SILENT = new CloneListener() {
  };

  /**
   * A reply is stored.
   *
   * @param artifacts artifacts in the file, those of earlier attempts included
   */
  default void received(Traffic soFar, long artifacts) {}

  /** A peer among several is not asked any more. */
  default void lost(String peer, String why) {}

  /** The second phase: artifacts verified and crosslinked, of all. */
  default void rebuilding(long done, long total) {}
}

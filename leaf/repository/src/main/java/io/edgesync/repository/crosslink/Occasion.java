package io.edgesync.repository.crosslink;

/** Why artifacts are crosslinked; what goes with a new one differs. */
enum Occasion {
  /** A batch that others sent: times of check-ins that come within two seconds of each other may be moved. */
  RECEIVED,
  /** Made on this device: as stock commands do, without moving times. */
  LOCAL,
  /** Nothing is new: subscribers are not told. */
  REBUILD,
  /** The same, and the tags are set already, on everything. */
  TAGGED;

  boolean movesTimes() {
    return this != LOCAL;
  }

  boolean isRebuild() {
    return this == REBUILD || this == TAGGED;
  }

  boolean setsTags() {
    return this != TAGGED;
  }
}

package io.edgesync.repository.crosslink;

/** Why artifacts are crosslinked; what goes with a new one differs. */
enum Occasion {
  /** A batch that others sent: times of check-ins that come within two seconds of each other may be moved. */
  RECEIVED,
  /** Made on this device: as stock commands do, without moving times. */
  LOCAL,
  /** Nothing is new: subscribers are not told. */
  REBUILD;

  boolean movesTimes() {
    return this != LOCAL;
  }

  boolean announces() {
    return this != REBUILD;
  }
}

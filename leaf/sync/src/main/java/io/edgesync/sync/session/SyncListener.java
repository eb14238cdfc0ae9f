package io.edgesync.sync.session;

import io.edgesync.xfer.artifact.Hash;

/** Hears of a session's progress, on its thread, and while it stores one reply and reads the next on a second one. */
public interface SyncListener {

  SyncListener SILENT = new SyncListener() {
  };

  /** An artifact came and is about to be stored, if it is what its name says: a long reply is stored part by part. */
  default void coming(Hash name) {}

  /** The peer's set of public artifacts was found to be ours, with this digest. */
  default void equal(String digest) {}

  /** A round ended. */
  default void progress(Traffic soFar) {}
}

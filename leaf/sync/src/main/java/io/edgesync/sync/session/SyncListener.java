package io.edgesync.sync.session;

import io.edgesync.xfer.artifact.Hash;
import java.util.Collection;

/** Hears of a session's progress, on the session's thread. */
public interface SyncListener {

  SyncListener SILENT = new SyncListener() {
  };

  /** Artifacts are stored and visible that were not before; public and complete ones only. */
  default void stored(Collection<Hash> names) {}

  /** The peer's set of public artifacts was found to be ours, with this digest. */
  default void equal(String digest) {}

  /** A round ended. */
  default void progress(Traffic soFar) {}
}

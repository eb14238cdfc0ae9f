package io.edgesync.sync.session;

import io.edgesync.xfer.artifact.Hash;
import java.util.Collection;

/** Hears of a session's progress, on the session's thread. */
public interface SyncListener {

  SyncListener SILENT = new SyncListener() {
  };

  /** Artifacts are stored and visible that were not before; public and complete ones only. */
  default void stored(Collection<Hash> names) {}

  /** A round ended. */
  default void progress(Traffic soFar) {}
}

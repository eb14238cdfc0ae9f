package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row on the way to something that is wanted. */
final class ChainStep {
  final long rid;
  final long size;
  final long source;
  final byte @Nullable [] cached;
  byte @Nullable [] framed;
  final List<ChainStep> deltas = new ArrayList<>(1);
  /** Where it is wanted itself and was not given yet. */
  @Nullable
  Hash name;
  /** Rows that hang on this one, with itself. */
  int weight = 1;

  ChainStep(long rid, long size, long source, byte @Nullable [] cached) {
    this.rid = rid;
    this.size = size;
    this.source = source;
    this.cached = cached;
  }

  int length() {
    return cached != null ? cached.length : (int) size;
  }
}

package io.edgesync.repository.tag;

import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;

/** A check-in without a child on its branch, amendments applied. */
public record Leaf(Hash checkin, String branch, Instant at, String user, String comment, boolean isClosed) {}

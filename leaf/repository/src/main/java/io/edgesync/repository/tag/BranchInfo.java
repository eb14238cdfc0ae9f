package io.edgesync.repository.tag;

import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;

/**
 * A branch.
 *
 * @param last      its newest check-in
 * @param at        that one's date, as on the timeline
 * @param isClosed  the newest check-in is tagged {@code closed}
 * @param isPrivate the newest check-in is
 * @param checkins  how many it has
 */
public record BranchInfo(String name, Hash last, Instant at, boolean isClosed, boolean isPrivate, int checkins) {}

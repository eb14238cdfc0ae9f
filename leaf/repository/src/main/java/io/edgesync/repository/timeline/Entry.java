package io.edgesync.repository.timeline;

import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event on the timeline, amendments applied.
 *
 * @param type   {@code ci} check-in, {@code g} control artifact, {@code w} wiki, {@code t} ticket, {@code e} technote, {@code f}
 *               forum
 * @param branch the branch of a check-in; {@code null} for other events
 * @param isLeaf a check-in without a child on its branch
 */
public record Entry(
    Hash artifact, String type, Instant at, String user, String comment, @Nullable String branch, boolean isLeaf) {}

package io.edgesync.sync.session;

import io.edgesync.xfer.artifact.Hash;

/**
 * An artifact that a session left out by name, and would leave out again until one side changes.
 *
 * @param name   the artifact
 * @param isHere whether a limit of this side stops it, not one of the peer's
 * @param reason for a person, for example {@code 90000000 bytes exceed the limit of 67108864 bytes of this device}
 */
public record Blocked(Hash name, boolean isHere, String reason) {}

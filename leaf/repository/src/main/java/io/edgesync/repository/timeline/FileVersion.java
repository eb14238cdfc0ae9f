package io.edgesync.repository.timeline;

import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;

/**
 * A check-in that changed a file.
 *
 * @param branch the main branch's name where nothing is said
 * @param change what it did, under the name that the file had there
 */
public record FileVersion(Hash checkin, Instant at, String user, String comment, String branch, ChangedFile change) {}

package io.edgesync.repository.attachment;

import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;

/**
 * A file that is attached to something now.
 *
 * @param artifact the attachment itself
 * @param content  name of the file's content
 */
public record AttachedFile(String filename, Hash artifact, Hash content, Instant at, String user, String comment) {}

package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import org.jspecify.annotations.Nullable;

/**
 * An artifact as a card brought it.
 *
 * @param isFramed whether content is in stored form
 */
record Incoming(Hash name, @Nullable Hash deltaSource, Content content, boolean isFramed, boolean isPrivate) {}

package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A forum post or an edit of one.
 *
 * @param root the first post of the thread; {@code null} in that post itself
 * @param title the thread's title, in a first post
 * @param inReplyTo the post answered
 * @param previous the version that this one edits
 */
public record ForumPost(
    double julianDay,
    @Nullable Hash root,
    @Nullable String title,
    @Nullable Hash inReplyTo,
    @Nullable String mimetype,
    @Nullable Hash previous,
    String user,
    String text)
    implements
      Artifact {}

package io.edgesync.repository.crosslink;

import io.edgesync.xfer.artifact.Hash;
import org.jspecify.annotations.Nullable;

/**
 * One file that differs between a parent and its child: what becomes a row of {@code mlink}.
 *
 * @param name    the file's name; of a deleted file the parent's
 * @param oldName the name in the parent, of a renamed file
 * @param before  the content in the parent; {@code null} where the file is new
 * @param after   the content in the child; {@code null} where the file is deleted
 * @param mperm   permission in the child, as {@code mlink.mperm} has it; 0 for a deletion that only the missing name tells
 */
public record FileChange(
    String name, @Nullable String oldName, @Nullable Hash before, @Nullable Hash after, int mperm) {}

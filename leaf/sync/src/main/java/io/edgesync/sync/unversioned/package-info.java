/**
 * Unversioned files between repositories. {@link io.edgesync.sync.unversioned.UnversionedSession} is the asking side, a session of its own:
 * {@code UnversionedMachine} decides after each reply which files to ask for, to send and to remove here;
 * {@link io.edgesync.sync.unversioned.UnversionedItem} is how a file travels, for both sides. The answering side is
 * {@code sync.answer.UnversionedCards}.
 *
 * <pre>
 * pragma uv-hash → catalogue (uvigot) → Standing of each → uvgimme, uvfile, removals and times taken over
 * </pre>
 *
 * <p>Where two repositories hold the same catalogue one short round says so. A file that is wanted stays as it is here until its content has
 * come; stock deletes it before it asks. One file's content is in memory at a time. Source: Fossil {@code src/xfer.c}, {@code src/unversioned.c}.
 */
@NullMarked
package io.edgesync.sync.unversioned;

import org.jspecify.annotations.NullMarked;

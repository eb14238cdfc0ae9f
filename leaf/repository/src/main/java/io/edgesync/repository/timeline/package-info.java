/**
 * Reads a project's history: events page by page, what is known of a check-in, its files and what it did to
 * them, a file's history, and which artifact a name means.
 *
 * <pre>{@link io.edgesync.repository.timeline.Timeline} → event, tagxref, plink (SQL) and manifests (ArtifactStore)</pre>
 *
 * <p>{@link io.edgesync.repository.timeline.NameResolution} follows Fossil's rules for names. Reads only, in
 * short transactions, whose cost follows the size of the answer where an index allows it; callable from any thread.
 */
@NullMarked
package io.edgesync.repository.timeline;

import org.jspecify.annotations.NullMarked;

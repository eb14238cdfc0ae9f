/**
 * Reads a project's history: the newest events, what is known of a check-in, its files, and which artifact a name means.
 *
 * <pre>{@link io.edgesync.repository.timeline.Timeline} → event, tagxref, plink (SQL) and manifests (ArtifactStore)</pre>
 *
 * <p>{@link io.edgesync.repository.timeline.NameResolution} follows Fossil's rules for names. Reads only, each in a short
 * transaction of its own; callable from any thread.
 */
@NullMarked
package io.edgesync.repository.timeline;

import org.jspecify.annotations.NullMarked;

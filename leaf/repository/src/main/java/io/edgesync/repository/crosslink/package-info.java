/**
 * Derives tables from structural artifacts as they become available, in whatever order they come, so that a {@code fossil
 * rebuild} finds nothing to change.
 *
 * <pre>
 * ArtifactWriter → Crosslinker.begin → Batch.artifactAvailable → check-in: plink, mlink, event, backlink
 *                                                              → tags: tagxref and its side effects on event
 *                                    → Batch.end: time fudging, leaf
 * </pre>
 *
 * <p>Decisions are apart from SQL, so that the bulk rebuild takes the same ones in memory:
 * {@link io.edgesync.repository.crosslink.FileChanges} and {@link io.edgesync.repository.crosslink.CheckinRows} make the rows of
 * {@code mlink}, {@link io.edgesync.repository.crosslink.TagPropagation} those of {@code tagxref},
 * {@link io.edgesync.repository.crosslink.ControlComment} the text of control events,
 * {@link io.edgesync.repository.crosslink.TimeFudge} the moved times.
 *
 * <p>A batch belongs to the writer's thread and its transaction. Source: Fossil {@code src/manifest.c, manifest_crosslink()},
 * {@code src/tag.c}, {@code src/leaf.c}.
 */
@NullMarked
package io.edgesync.repository.crosslink;

import org.jspecify.annotations.NullMarked;

/**
 * Derives tables from structural artifacts as they become available, in whatever order they come, so that a {@code fossil
 * rebuild} finds nothing to change.
 *
 * <pre>
 * ArtifactWriter → Crosslinker.begin → Batch.artifactAvailable → check-in: plink, mlink, event, backlink
 *                                                              → wiki page, technote, attachment, forum post, ticket change: a class each
 *                                                              → tags: tagxref and its side effects on event
 *                                    → Batch.end: what needs all of the batch (references of wiki pages, events of technotes and
 *                                                 attachments, tags on events, tickets), contested tags, time fudging, leaf
 * </pre>
 *
 * <p>Fossil derives some rows from what it happens to come to first. What counts then is the order in which a rebuild would come to the
 * artifacts, {@link io.edgesync.repository.crosslink.RebuildOrder}, never the order of arrival. Not foreseen are deltas that the rebuild
 * itself makes on its way, as it does where nobody asked for them before. Who has a contested tag is replayed in that order:
 * {@link io.edgesync.repository.crosslink.ContestFinder}, {@link io.edgesync.repository.crosslink.TagReplay}; why is told in
 * {@code docs/adr/0002-what-a-rebuild-decides-by-its-order.md}.
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

/**
 * The grammar of structural artifacts: check-ins, clusters, control artifacts, wiki pages, ticket changes, attachments,
 * technotes and forum posts. An artifact is structural if and only if {@link io.edgesync.repository.structure.ArtifactParser}
 * accepts it; it is as strict, and in the same odd places as lenient, as Fossil's own parser, because what one program takes
 * for a check-in and the other for a file makes two different repositories.
 *
 * <pre>bytes → ArtifactParser → Artifact (sealed) → crosslink, rebuild, timeline, checkin</pre>
 *
 * <p>Any blob is tried, and nearly none is structural, so rejecting costs a look at the first and last bytes. File lists stay
 * in the artifact's own bytes ({@link io.edgesync.repository.structure.FileList}): manifests of a large project hold hundreds
 * of megabytes of names.
 *
 * <p>Text keeps its bytes, also those that are not valid UTF-8: {@link io.edgesync.repository.structure.TextBytes}.
 *
 * <p>Everything here is immutable after parsing, free of I/O and usable from any thread.
 */
@NullMarked
package io.edgesync.repository.structure;

import org.jspecify.annotations.NullMarked;

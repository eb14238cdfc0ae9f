/**
 * Artifacts in a repository: {@link io.edgesync.repository.artifact.ArtifactStore} reads them by name,
 * {@link io.edgesync.repository.artifact.ArtifactWriter} stores what somebody sent, and
 * {@link io.edgesync.repository.artifact.ArtifactAccess} gives them to the crosslinker by rid, inside a transaction.
 *
 * <pre>
 * card → ArtifactWriter: verify, expand, compress → transaction: rcvfrom, blob, delta, phantom → Crosslinking → COMMIT
 * </pre>
 *
 * <p>Preparing happens on the caller's thread, the transaction on the repository's writer thread. Deltas between versions are made
 * afterwards, in transactions of their own. What an artifact means is not decided here. Source: {@code src/content.c},
 * {@code src/xfer.c}.
 */
@NullMarked
package io.edgesync.repository.artifact;

import org.jspecify.annotations.NullMarked;

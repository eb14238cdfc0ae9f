/**
 * Artifact names and how they are computed: {@link io.edgesync.xfer.artifact.Hash} is a name,
 * {@link io.edgesync.xfer.artifact.ArtifactHasher} computes names in batches, because hashing is the floor under every bulk
 * operation, and {@link io.edgesync.xfer.artifact.ProjectCode} names the project that a repository belongs to.
 *
 * <p>Values are immutable; a hasher says itself which thread may use it.
 */
@NullMarked
package io.edgesync.xfer.artifact;

import org.jspecify.annotations.NullMarked;

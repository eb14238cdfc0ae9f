/**
 * Sweeps: every artifact of a repository is stored in a fresh one, in random order and form, through the real
 * {@link io.edgesync.repository.artifact.ArtifactWriter}; then {@code fossil rebuild} of a copy must find nothing to change.
 *
 * <pre>stock repository → SweepSource → Feed (order, forms, rounds by a seed) → fresh repository ⇄ fossil rebuild of a copy</pre>
 *
 * <p>{@link io.edgesync.repository.sweep.SweepMain} is the program behind {@code ops/sweep-orders}; tests run a few seeds.
 */
@NullMarked
package io.edgesync.repository.sweep;

import org.jspecify.annotations.NullMarked;

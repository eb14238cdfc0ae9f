/**
 * Synchronisation without files and networks: {@link io.edgesync.sync.memory.MemoryArtifactStore} behaves as a repository's store
 * does, and {@link io.edgesync.sync.memory.LoopTransport} carries rounds to an answerer in the same process, through the real
 * encoding. The simulation and the tests, those of the agent too, run sessions over them.
 *
 * <p>What is not here: clusters and check-ins are understood as far as they name other artifacts; nothing is kept in tables.
 * Both types are thread-safe.
 */
@NullMarked
package io.edgesync.sync.memory;

import org.jspecify.annotations.NullMarked;

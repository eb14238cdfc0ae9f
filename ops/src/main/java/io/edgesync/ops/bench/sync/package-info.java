/**
 * {@code ops/bench sync}: sessions beside those of stock Fossil, and how soon a commit is seen elsewhere.
 *
 * <pre>
 * SyncCommand → SyncBench → SessionCases   two copies that differ, ours and stock's sessions through a ByteCounter
 *                         → LatencyCases   two leaves in processes of their own, commits by us and by stock
 *                         → FleetCase      fifty leaves in this process
 * </pre>
 *
 * Each case says what it measured and its mark; what was missed decides the exit code.
 */
@NullMarked
package io.edgesync.ops.bench.sync;

import org.jspecify.annotations.NullMarked;

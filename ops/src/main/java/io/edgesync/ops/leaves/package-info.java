/**
 * Leaves at work in a rough world: {@link io.edgesync.ops.leaves.KillSync} kills one of two in the middle of sending or receiving,
 * {@link io.edgesync.ops.leaves.StockClients} lets many stock clients commit and push to one, {@link io.edgesync.ops.leaves.Convergence} links
 * up to eight by connections that stall, drip and break. All end with a report, and with exit code 1 when a promise was not kept. The tests
 * run them shortened.
 *
 * <pre>
 * ops/kill-sync --clone → KillClone: edgesync clone ← three LeafProcesses ⇒ SIGKILL → again → goes on, ends whole
 * ops/kill-sync     → KillSync: LeafProcess ↔ LeafProcess ⇒ SIGKILL → restart → the same artifacts, nothing lost
 * ops/stock-clients → StockClients: many `fossil commit` → a leaf's HTTP; errors beside those of `fossil server`
 * ops/convergence   → Convergence: Daemon ↔ FaultyLink ↔ Daemon, in a line, a ring, a star, at random
 * </pre>
 *
 * <p>What is done follows from the seed that is printed; the moments of the operating system do not.
 */
@NullMarked
package io.edgesync.ops.leaves;

import org.jspecify.annotations.NullMarked;

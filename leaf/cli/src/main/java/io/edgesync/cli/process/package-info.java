/**
 * Programs as processes, for whoever judges daemons from outside: the demo, the benchmarks, the tests.
 * {@link io.edgesync.cli.process.Programs} runs {@code edgesync} through its launcher and stock programs in a directory of their
 * own, {@link io.edgesync.cli.process.LeafProcess} is a daemon from its ready line to its end,
 * {@link io.edgesync.cli.process.StockFossil} the unmodified {@code fossil}. {@link io.edgesync.cli.process.Signals} is what this process
 * itself is told.
 *
 * <p>Whoever starts a process closes it; nothing here outlives its owner.
 *
 * <p>Threads: each object belongs to one.
 */
@NullMarked
package io.edgesync.cli.process;

import org.jspecify.annotations.NullMarked;

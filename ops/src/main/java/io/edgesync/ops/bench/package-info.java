/**
 * Benchmarks that compare with stock Fossil in one run, side by side, because a machine's speed changes from hour to hour.
 * {@link io.edgesync.ops.bench.BenchMain} chooses, {@link io.edgesync.ops.bench.CloneBench} times clones,
 * {@link io.edgesync.ops.bench.RepositoryBench} what is done to one file, with {@code ProbeMain} for what needs a process of ours,
 * {@link io.edgesync.ops.bench.Measured} is one run's time and peak memory.
 *
 * <pre>
 * repository → copies → fossil server | leaf → clones, in turn, three of each → medians and ratios
 * </pre>
 *
 * <p>Threads: one, and one that samples memory while a program runs.
 */
@NullMarked
package io.edgesync.ops.bench;

import org.jspecify.annotations.NullMarked;

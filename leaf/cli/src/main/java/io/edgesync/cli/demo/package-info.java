/**
 * {@code edgesync demo}: the main job on real input, in a minute, with the stock program as judge.
 * {@link io.edgesync.cli.demo.DemoCommand} prepares a repository and runs {@link io.edgesync.cli.demo.Demo}, which starts two
 * daemons as processes ({@link io.edgesync.cli.demo.LeafProcess}) and lets {@link io.edgesync.cli.demo.StockFossil} clone from
 * both.
 *
 * <pre>
 * repository → leaf A ⇐ link ⇐ leaf B (cloned over NATS) ; commit on A → B, on B → A ; fossil clone from A and B → compare
 * </pre>
 *
 * <p>Everything happens in a directory of its own on copies; the repository that was named is only read.
 *
 * <p>Threads: one. The daemons are other processes, ended by their process handles.
 */
@NullMarked
package io.edgesync.cli.demo;

import org.jspecify.annotations.NullMarked;

/**
 * Launchers, benchmarks, soaks and checks. The scripts lie in {@code ops/}; what they need of Java is here:
 * {@code leaf} translates the Go program's flags, {@code bench} compares with stock Fossil, {@code check} tells whether a repository is
 * sound, {@code soak} is hard on it. All but the first work on a {@link io.edgesync.ops.Workbench}: a directory of their own, and the
 * programs they run there.
 *
 * <p>Nothing depends on this module; it may use all others through the command line's public parts.
 */
@NullMarked
package io.edgesync.ops;

import org.jspecify.annotations.NullMarked;

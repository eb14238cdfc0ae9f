/**
 * Launchers, benchmarks, soaks and checks. The scripts lie in {@code ops/}; what they need of Java is here:
 * {@code leaf} translates the Go program's flags, {@code bench} compares with stock Fossil.
 *
 * <p>Nothing depends on this module; it may use all others through the command line's public parts.
 */
@NullMarked
package io.edgesync.ops;

import org.jspecify.annotations.NullMarked;

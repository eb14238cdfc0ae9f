/**
 * {@code ops/idle}: what repositories cost that nobody uses. {@link io.edgesync.ops.idle.IdleMain} starts a daemon with one repository and another
 * with many, waits until nothing happens, and asks the system what the two processes took.
 *
 * <p>Needs {@code /proc}. Measures only; what a processor's time is worth is for the reader, so the verdict is about threads.
 */
@NullMarked
package io.edgesync.ops.idle;

import org.jspecify.annotations.NullMarked;

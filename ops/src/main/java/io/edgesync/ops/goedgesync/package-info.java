/**
 * Our daemon among the real programs of Go EdgeSync: {@code ops/check-go}. {@link io.edgesync.ops.goedgesync.GoNetwork} starts a network of one
 * kind, {@link io.edgesync.ops.goedgesync.GoCheck} checks in at either side and waits for the other. One thread.
 */
@NullMarked
package io.edgesync.ops.goedgesync;

import org.jspecify.annotations.NullMarked;

/** The program {@code ops/check-go}, as far as it goes without the Go programs. */
@NullMarked
package io.edgesync.ops.goedgesync;

import org.jspecify.annotations.NullMarked;

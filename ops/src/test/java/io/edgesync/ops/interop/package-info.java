/** A sample of the matrix in which every value meets every other. */
@NullMarked
package io.edgesync.ops.interop;

import org.jspecify.annotations.NullMarked;

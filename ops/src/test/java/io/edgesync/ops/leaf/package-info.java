/** Tests of the scripts in {@code ops/} and of what they start. */
@NullMarked
package io.edgesync.ops.leaf;

import org.jspecify.annotations.NullMarked;

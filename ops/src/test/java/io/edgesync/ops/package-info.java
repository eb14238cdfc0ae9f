/** Tests of the scripts in {@code ops/} and of what they start. */
@NullMarked
package io.edgesync.ops;

import org.jspecify.annotations.NullMarked;

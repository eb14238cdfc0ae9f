/** {@code ops/idle}, shortened. */
@NullMarked
package io.edgesync.ops.idle;

import org.jspecify.annotations.NullMarked;

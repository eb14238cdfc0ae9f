/** The soaks, shortened. */
@NullMarked
package io.edgesync.ops.soak;

import org.jspecify.annotations.NullMarked;

/** The trials of leaves, shortened. */
@NullMarked
package io.edgesync.ops.leaves;

import org.jspecify.annotations.NullMarked;

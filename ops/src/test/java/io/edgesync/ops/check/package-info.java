/** What {@code ops/check-repository} says of good and bad repositories. */
@NullMarked
package io.edgesync.ops.check;

import org.jspecify.annotations.NullMarked;

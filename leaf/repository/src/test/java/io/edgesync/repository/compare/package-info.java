/** What counts as a difference between two repositories. */
@NullMarked
package io.edgesync.repository.compare;

import org.jspecify.annotations.NullMarked;

/** Clones: broken off, gone on with, finished. */
@NullMarked
package io.edgesync.repository.clone;

import org.jspecify.annotations.NullMarked;

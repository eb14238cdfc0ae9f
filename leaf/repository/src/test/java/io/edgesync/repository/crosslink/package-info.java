/** Tests of crosslinking against {@code fossil rebuild}. */
@NullMarked
package io.edgesync.repository.crosslink;

import org.jspecify.annotations.NullMarked;

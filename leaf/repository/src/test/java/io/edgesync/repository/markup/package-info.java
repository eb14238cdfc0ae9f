/** Tests of reading markup against {@code fossil test-backlinks}. */
@NullMarked
package io.edgesync.repository.markup;

import org.jspecify.annotations.NullMarked;

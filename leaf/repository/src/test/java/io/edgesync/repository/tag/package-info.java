/** Tests that what we write is what stock Fossil writes. */
@NullMarked
package io.edgesync.repository.tag;

import org.jspecify.annotations.NullMarked;

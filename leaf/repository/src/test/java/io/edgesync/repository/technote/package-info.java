/** Tests that what we write is what stock Fossil writes. */
@NullMarked
package io.edgesync.repository.technote;

import org.jspecify.annotations.NullMarked;

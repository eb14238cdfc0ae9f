/** Tests that what we write is what stock Fossil writes. */
@NullMarked
package io.edgesync.repository.authoring;

import org.jspecify.annotations.NullMarked;

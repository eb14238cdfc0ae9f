/** Beside the stock program, on the same rows. */
@org.jspecify.annotations.NullMarked
package io.edgesync.repository.link;

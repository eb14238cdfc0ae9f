/** Repositories of ours beside those of stock Fossil. */
@NullMarked
package io.edgesync.repository;

import org.jspecify.annotations.NullMarked;

/**
 * Histories made by the stock {@code fossil} program, for tests that compare what we derive with what it derives.
 */
@NullMarked
package io.edgesync.repository.history;

import org.jspecify.annotations.NullMarked;

/**
 * Tells whether two repositories mean the same: the acceptance test of everything that writes derived tables.
 *
 * <pre>two files → LogicalTable (one at a time) → RepositoryComparison → differences</pre>
 *
 * <p>Row ids, tag ids and file name ids mean something only inside one file, so rows are compared with names and hashes in their
 * place. {@link io.edgesync.repository.compare.RepositoryComparison} lists what is left out and why. Reads only; any thread.
 */
@NullMarked
package io.edgesync.repository.compare;

import org.jspecify.annotations.NullMarked;

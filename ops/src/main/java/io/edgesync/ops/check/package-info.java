/**
 * {@code ops/check-repository}: whether a repository says what its artifacts say, as stock Fossil reads them, or whether two
 * repositories say the same.
 *
 * <pre>file → copy (SQLite's backup) → copy, {@code fossil rebuild} → RepositoryComparison, RepositoryInvariants → report, exit code</pre>
 *
 * <p>The files named are only read, through SQLite; others may work with them meanwhile.
 */
@NullMarked
package io.edgesync.ops.check;

import org.jspecify.annotations.NullMarked;

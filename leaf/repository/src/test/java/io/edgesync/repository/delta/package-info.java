/**
 * Our deltas beside the stock program's, on versions of real files and on large pairs.
 *
 * <pre>repository → RealPairs → DeltaCheck ↔ fossil test-delta-create, test-delta-apply
 *            LargePair → DeltaSpeed ↔ fossil test-delta-create</pre>
 */
@NullMarked
package io.edgesync.repository.delta;

import org.jspecify.annotations.NullMarked;

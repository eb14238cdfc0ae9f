/**
 * Finds what two of our nodes hold and the other lacks, at a cost that follows the difference and not the repository.
 *
 * <pre>
 * digest → equal: done
 *        → cells of 256 ranges → {@link io.edgesync.sync.reconcile.Reconciliation#answer} → cells of parts of those that differ
 *              → … until a range shows its one difference, or is so small that its names are listed
 * </pre>
 *
 * A {@link io.edgesync.sync.reconcile.Range} is a prefix of the name space, a {@link io.edgesync.sync.reconcile.Cell} the number and sum of the
 * names in one, and {@link io.edgesync.sync.reconcile.RangeMessage} what one side says about some ranges; both sides answer each such message
 * by the same pure function, and neither keeps anything between two messages but what is still to be said.
 * {@link io.edgesync.sync.reconcile.PublicNames} is the set itself: the fingerprint, and the names of the buckets that are being
 * talked about, which are let go when memory is wanted. Nothing here sends or stores. One thread a conversation.
 */
@NullMarked
package io.edgesync.sync.reconcile;

import org.jspecify.annotations.NullMarked;

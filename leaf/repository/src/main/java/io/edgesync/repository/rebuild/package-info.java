/**
 * The bulk path: phase two of a clone, {@code rebuild}, and the check behind {@code verify}. Where
 * {@link io.edgesync.repository.rebuild.Rebuild} takes over, a file holds nothing but {@code blob} and {@code delta} rows that may
 * be trusted; when it returns, every artifact has been expanded and its name checked, and the derived tables are those that
 * {@code fossil rebuild} would make.
 *
 * <pre>
 * blob, delta → DeltaForest → TreeWalk (one thread, expands) → NameCheck (workers, hash) → wrong names
 *                                   └→ StructureReader (same thread) → Catalog of all kinds
 * Catalog → BulkCrosslink (in memory) → TableWriter (a second thread, while the contents of files are hashed) → tables:
 *           all that follows from check-ins, controls and clusters, and the tags of every kind
 * the other kinds, but for their tags → OtherKinds → crosslink.CrosslinkBatch, in rebuild order → tables
 * </pre>
 *
 * <p>{@link io.edgesync.repository.rebuild.Verification} is the same walk over many short read transactions
 * ({@code BatchedRows}), so that others commit meanwhile.
 *
 * <p>Threads: the caller's expands and reads structure, one thread makes tables on the same connection, workers only hash.
 * Expansion runs ahead of hashing, bounded in bytes, because one delta tree (the manifests, usually a single long chain) holds a
 * large part of all bytes; it goes first. The tree is kept as int arrays; no content outlives its own subtree.
 *
 * <p>Not done here: storing single artifacts that arrive one by one, which is the work of {@code crosslink}. Why hashing has lanes
 * of its own: {@code docs/adr/0001-hashing-in-lanes.md}.
 */
@NullMarked
package io.edgesync.repository.rebuild;

import org.jspecify.annotations.NullMarked;

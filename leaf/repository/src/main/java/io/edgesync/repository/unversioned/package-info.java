/**
 * Files without history: {@link io.edgesync.repository.unversioned.UnversionedFiles} adds, removes, lists and gives them,
 * {@link io.edgesync.repository.unversioned.UnversionedFile} is one entry of the catalogue, and
 * {@link io.edgesync.repository.unversioned.Standing} says which of two repositories' versions wins.
 *
 * <pre>
 * content → name and hash checked, compressed → transaction: table made if needed, rcvfrom, row replaced, config uv-hash forgotten
 * </pre>
 *
 * <p>A removed file stays in the catalogue without hash and content, so that the removal reaches other repositories. One file's content is in
 * memory at a time, charged to the budget. What travels between repositories is decided elsewhere. Source: Fossil {@code src/unversioned.c},
 * {@code src/xfer.c}.
 */
@NullMarked
package io.edgesync.repository.unversioned;

import org.jspecify.annotations.NullMarked;

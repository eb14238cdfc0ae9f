/**
 * The asking side of a clone: {@link io.edgesync.sync.clone.CloneSession} asks for stored artifacts by sequence number and hands each
 * reply to a {@link io.edgesync.repository.clone.CloneFile}, which survives a broken connection or a stopped process and goes on
 * where it was; when all are here, the file verifies them and becomes a repository.
 *
 * <pre>
 * clone 3 N → reply: cfile …, clone_seqno M, push → CloneFile.append(…, M) → … → CloneFile.finish → Repository
 * </pre>
 *
 * {@link io.edgesync.sync.clone.PeersCloneSession} asks several of our own peers for ranges of names instead, see ADR 8:
 *
 * <pre>
 * Shares → part FROM BEFORE → reply of each peer: cfile …, part NEXT → CloneParts.append(peer, …) → … → mended → CloneFile.finish
 * </pre>
 *
 * What a clone leaves open (phantoms) is fetched by a pull afterwards. One thread runs a session from beginning to end; beside it there is one for
 * each of several peers. Source:
 * {@code src/clone.c, clone_cmd()} and {@code src/xfer.c, client_sync()}.
 */
@NullMarked
package io.edgesync.sync.clone;

import org.jspecify.annotations.NullMarked;

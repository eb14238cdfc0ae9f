/**
 * Sync sessions: clone, pull, push and sync, the asking and the answering side, and the decisions of gossip.
 *
 * <pre>
 * asking     sync.session  SyncSession → Transport.exchange → cards of the reply → ArtifactWriter
 *            sync.clone    CloneSession → … → CloneFile → Repository
 * answering  sync.answer   Answerer: cards of the request → ArtifactWriter, then the reply's cards
 * between    sync.gossip   announcements and beacons → which session to start, what to announce
 * </pre>
 *
 * This package holds what both sides share: {@link io.edgesync.sync.PeerHello}, the pragma by which our own peers know each
 * other, {@link io.edgesync.sync.FossilVersion}, as which stock peers know us, {@link io.edgesync.sync.Fingerprint} of a set of artifact names,
 * and {@link io.edgesync.sync.SyncClock}. Nothing below
 * knows which network carries a round. A session runs on the thread that calls it and blocks there; virtual threads suit it.
 * Source: {@code src/xfer.c} of Fossil, {@code client_sync()} and {@code page_xfer()}.
 */
@NullMarked
package io.edgesync.sync;

import org.jspecify.annotations.NullMarked;

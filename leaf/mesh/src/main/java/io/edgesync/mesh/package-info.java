/**
 * What the mesh offers to the rest of the process: the {@link io.edgesync.mesh.Bus}, on which {@link io.edgesync.mesh.Message}s are
 * published and {@link io.edgesync.mesh.Delivery}s arrive, each with the {@link io.edgesync.mesh.LinkId} of the link it came by.
 *
 * <pre>
 *   agent ── publish, request ──▶ Bus ──▶ broker.Router ──▶ clients, leafnode links, other subscribers
 *   agent ◀── one handler thread per subscription ── bounded queue ◀── broker.Router
 * </pre>
 *
 * The types of this package are plain values and ports, and {@link io.edgesync.mesh.UrlLogin} knows what of a URL may be shown;
 * {@link io.edgesync.mesh.broker.Broker} is what stands behind them: a NATS
 * server in this process. Everything here may be called from any thread, virtual ones included.
 *
 * <p>The mesh moves bytes under subjects and knows nothing of Fossil, repositories or rounds. It authenticates links and grants
 * nothing.
 */
@NullMarked
package io.edgesync.mesh;

import org.jspecify.annotations.NullMarked;

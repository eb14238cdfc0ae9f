/**
 * The HTTP front of a leaf: what a stock Fossil client, or another leaf, clones from and syncs with.
 *
 * <pre>socket → HttpServerCodec → Connection → BodyPipe → Exchange → XferBody → XferHandler → XferBody → Reply → socket</pre>
 *
 * <p>{@link io.edgesync.agent.http.HttpFront} listens, {@link io.edgesync.agent.http.Routes} finds the repository by the path,
 * {@link io.edgesync.agent.http.XferHandler} answers one round. Replies have a {@code Content-Length} always and are never
 * chunked, and no interim response is ever sent, because Fossil's clients understand neither.
 *
 * <p>Threads: Netty's event loop only moves bytes; each request runs on a virtual thread of its own, which blocks on the body
 * while it comes and on the socket while it takes the reply.
 */
@NullMarked
package io.edgesync.agent.http;

import org.jspecify.annotations.NullMarked;

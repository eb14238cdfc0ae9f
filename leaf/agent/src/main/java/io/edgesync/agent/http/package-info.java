/**
 * The HTTP front of a leaf: what a stock Fossil client, or another leaf, clones from and syncs with.
 *
 * <pre>socket → (TLS) → RequestDecoder → Connection → BodyPipe → Exchange → XferBody → XferHandler → XferBody → Reply → socket</pre>
 *
 * <p>{@link io.edgesync.agent.http.HttpFront} listens, {@link io.edgesync.agent.http.Routes} finds the repository by the path,
 * {@link io.edgesync.agent.http.XferHandler} answers one round, and a {@link io.edgesync.agent.http.Page} what is asked without Fossil.
 * Replies have a {@code Content-Length} always and are never chunked, and an interim response is sent only to who asks for one,
 * because Fossil's clients understand neither.
 *
 * <p>Everybody may connect, so everything is bounded: connections, heads, bodies, rounds, and how long each of them takes
 * ({@link io.edgesync.agent.http.HttpFrontOptions}). Who may do what is not decided here but by the repository that answers.
 *
 * <p>Threads: Netty's event loop only moves bytes; each request runs on a virtual thread of its own, which blocks on the body
 * while it comes and on the socket while it takes the reply.
 */
@NullMarked
package io.edgesync.agent.http;

import org.jspecify.annotations.NullMarked;

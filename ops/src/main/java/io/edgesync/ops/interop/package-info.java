/**
 * The interoperability matrix: each of {@link io.edgesync.ops.interop.Deed our and stock Fossil's deeds} with each login and each kind of names, by
 * either client at either server. {@link io.edgesync.ops.interop.Sweep} makes a {@link io.edgesync.ops.interop.Meeting} of two copied
 * repositories first with the stock program at both ends, the control, then with ours at one or both, and says where the two differ.
 *
 * <pre>
 * Scenery (templates by fossil) → Meeting (copies, server, client) → Ended → Verdict: ended as the control did?
 * </pre>
 *
 * <p>Threads: meetings are independent of each other and run side by side; what they share is the templates, which are only read.
 *
 * <p>Our client is the command line in this process, our server a daemon in this process, over HTTP or over its links.
 */
@NullMarked
package io.edgesync.ops.interop;

import org.jspecify.annotations.NullMarked;

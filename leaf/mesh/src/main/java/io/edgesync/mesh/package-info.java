/**
 * The embedded NATS server, its Bus, leafnode links and node identity. Knows nothing of Fossil.
 */
@NullMarked
package io.edgesync.mesh;

import org.jspecify.annotations.NullMarked;

/**
 * NATS rounds to HTTP {@code /xfer} of an unmodified Fossil server, and back. The room is kept for the bridge; its code
 * arrives with the bridge itself.
 */
@NullMarked
package io.edgesync.bridge;

import org.jspecify.annotations.NullMarked;

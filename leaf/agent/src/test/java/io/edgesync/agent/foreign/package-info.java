/** Tests of the connection to somebody else's NATS server, against the real one and against ours. */
@NullMarked
package io.edgesync.agent.foreign;

import org.jspecify.annotations.NullMarked;

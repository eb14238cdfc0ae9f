/** Tests of rounds over the Bus, on a Bus of memory that can lose messages. */
@NullMarked
package io.edgesync.agent.nats;

import org.jspecify.annotations.NullMarked;

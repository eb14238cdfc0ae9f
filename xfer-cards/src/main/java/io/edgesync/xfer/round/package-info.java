/**
 * What a round is: one request and one reply of cards, streamed, over some {@link io.edgesync.xfer.round.Transport}.
 * {@code sync} asks and answers rounds, {@code bridge} translates them, and neither learns which network carried one.
 *
 * <p>Threads: an exchange blocks its caller until the reply is complete, refused or given up.
 */
@NullMarked
package io.edgesync.xfer.round;

import org.jspecify.annotations.NullMarked;

/**
 * What one side has to say in one request or reply, made into cards while it is read: {@link io.edgesync.sync.send.Outbox} takes
 * {@link io.edgesync.sync.send.Item}s and {@link io.edgesync.sync.send.SendRules}, and decides for each artifact whether it travels
 * whole, as a delta, in stored form, as an {@code igot} because the message is full, or not at all. The asking and the answering
 * side share it, as they share {@code send_file()} in Fossil's {@code src/xfer.c}.
 *
 * <p>An outbox holds at most one artifact at a time and may be read again: it then says the same. One thread at a time.
 */
@NullMarked
package io.edgesync.sync.send;

import org.jspecify.annotations.NullMarked;

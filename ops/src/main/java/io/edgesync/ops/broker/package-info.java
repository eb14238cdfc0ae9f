/**
 * NATS servers in processes of their own, ours and {@code nats-server}, and clients that are nothing but sockets: what benches and soaks of
 * the embedded server share.
 */
@NullMarked
package io.edgesync.ops.broker;

import org.jspecify.annotations.NullMarked;

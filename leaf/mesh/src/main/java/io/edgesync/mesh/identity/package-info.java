/**
 * Who a node is: an Ed25519 NATS user nkey. {@link io.edgesync.mesh.identity.NodeIdentity} keeps the seed in a file of mode 0600 and
 * signs; {@link io.edgesync.mesh.identity.NodeKey} is the public half as text ({@code U…}) and verifies;
 * {@link io.edgesync.mesh.identity.Base32} is the alphabet both are written in.
 *
 * <pre>
 *   key file (SU…) → NodeIdentity → sign(nonce of a leafnode INFO) → CONNECT {nkey, sig} → NodeKey.verify
 * </pre>
 *
 * The algorithms are the JDK's. All types are immutable and thread-safe.
 */
@NullMarked
package io.edgesync.mesh.identity;

import org.jspecify.annotations.NullMarked;

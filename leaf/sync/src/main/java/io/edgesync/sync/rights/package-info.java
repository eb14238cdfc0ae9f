/**
 * Who may do what in a round: an {@link io.edgesync.sync.rights.Authorizer} turns (project, what is proven of the asker, verified login) into
 * Fossil's capability letters. {@link io.edgesync.sync.rights.FossilAuthorizer} decides, from the repository's user table and
 * its {@link io.edgesync.sync.rights.Grants}, whatever the transport.
 *
 * <p>A node proves its key in a session with each responder: one signature, bound to the responder and to what both made up for it, and after that
 * an HMAC for each body.
 *
 * <pre>
 * round → ProvenTransport → AskingSessions ══ open, challenge, proof ══ AnsweringSessions → Verdict → Authorizer → letters
 * </pre>
 *
 * In the same session a responder seals a reply that the asker believes without a hash: {@link io.edgesync.sync.rights.SealedTransport}.
 * {@link io.edgesync.sync.rights.Audit} writes down what came of it.
 *
 * <p>All of it is thread-safe, in memory, and bounded. Cryptography is the JDK's: Ed25519, X25519, HKDF and HMAC with SHA-256.
 */
@NullMarked
package io.edgesync.sync.rights;

import org.jspecify.annotations.NullMarked;

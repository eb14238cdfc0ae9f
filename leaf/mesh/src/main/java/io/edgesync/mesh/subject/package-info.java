/**
 * NATS subjects: {@link io.edgesync.mesh.subject.Subjects} says what is a valid one and what matches,
 * {@link io.edgesync.mesh.subject.SubjectTrie} finds the subscriptions for a published subject, and
 * {@link io.edgesync.mesh.subject.SubjectPermissions} is an allow and a deny list of them.
 *
 * <p>Inside the broker a subject is a {@code String} with one char per byte of the wire (ISO 8859-1), because subjects are opaque
 * bytes to a NATS server; {@code Subjects.toWire} and {@code fromWire} translate at the Bus.
 *
 * <p>Nothing here is thread-safe by itself except the stateless functions; the broker's router guards its trie with its lock.
 */
@NullMarked
package io.edgesync.mesh.subject;

import org.jspecify.annotations.NullMarked;

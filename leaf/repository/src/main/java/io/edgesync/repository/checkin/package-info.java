/**
 * Makes check-ins without a working tree: some files are laid over the parent's, and the manifest is, byte for byte, what {@code
 * fossil commit} would write for the same files.
 *
 * <pre>CheckinRequest → Checkins: choose parent, hash files → CheckinManifest (text) → LocalStore: guard and store</pre>
 *
 * <p>Whether a check-in would fork is decided inside the transaction that stores it, so two of them cannot. Thread-safe: a check-in
 * blocks its caller and keeps nothing.
 */
@NullMarked
package io.edgesync.repository.checkin;

import org.jspecify.annotations.NullMarked;

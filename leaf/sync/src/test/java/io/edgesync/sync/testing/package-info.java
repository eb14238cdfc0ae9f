/**
 * Fixtures for tests of sessions: {@link io.edgesync.sync.testing.Peer} is a store with its answerer. For tests only.
 */
@NullMarked
package io.edgesync.sync.testing;

import org.jspecify.annotations.NullMarked;

/**
 * Sync sessions: clone, pull, push and sync; the asking and the answering side.
 */
@NullMarked
package io.edgesync.sync;

import org.jspecify.annotations.NullMarked;
